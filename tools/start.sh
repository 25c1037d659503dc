#!/bin/sh
# Finds a Python that is new enough and hands over to tools/setup.py; says in one sentence what is missing.
set -eu
cd "$(dirname "$0")/.."

found=""
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        found="$name"
        break
    fi
done
if [ -z "$found" ]; then
    echo "需要 Python 3.11 或更新的版本，这台机器上没有找到；装好后重来一次（也可以用 PYTHON=路径 指定）。" >&2
    exit 1
fi
if ! "$found" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "这台机器的 Python 缺少 venv 组件；Debian、Ubuntu 请安装 python3-venv 后重来一次。" >&2
    exit 1
fi
exec "$found" -m tools.setup "$@"
