"""Papers by command: `--plan` and `--output` checked, the file written whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from documents import child
from programs.models import Plan
from reports.offers import OFFERS, make

UNUSABLE, FAILED = 2, 1  # exit codes: what was asked for is not there; it was there and could not be made


class PaperCommand(BaseCommand):
    """Makes the paper `offer_key` in the formats `endings`."""

    offer_key = ""
    endings: tuple[str, ...] = ()

    def add_arguments(self, parser):
        parser.add_argument("--plan", default="", help="方案流水号（import_plan 最后一行打印的那个）")
        parser.add_argument("--output", default="", help=f"写到哪个文件，以 {self._endings()} 结尾")

    def handle(self, *args, plan, output, **options):
        target = self._target(output)
        try:
            chosen = self._plan(plan)
            made = make(chosen, self.offer_key, target.suffix[1:].lower())
            write_whole(target, made.data)
        except child.ChildError as problem:
            self._stop(str(problem), FAILED)
        except DatabaseError:
            self._stop("数据库还没有建好或连不上，请先运行 manage.py migrate，再检查数据库设置。", FAILED)
        except OSError as problem:
            self._stop(f"写不进 {target}：{problem.strerror}。请检查文件夹是否存在、有没有权限和空间。", FAILED)
        self.stdout.write(f"已生成{OFFERS[self.offer_key].title}：{target}")

    def _target(self, output: str) -> Path:
        if not output:
            self._stop(f"请用 --output 写明存到哪个文件，以 {self._endings()} 结尾。", UNUSABLE)
        target = Path(output)
        if target.suffix[1:].lower() not in self.endings:
            self._stop(f"{target.name} 的格式不能生成，请以 {self._endings()} 结尾。", UNUSABLE)
        return target

    def _plan(self, serial: str) -> Plan:
        text = str(serial).strip()
        plans = Plan.objects.select_related("unit", "framework")
        is_number = text.isascii() and text.isdigit() and len(text) < 10
        found = plans.filter(serial=int(text)).first() if is_number else None
        if found is None:
            known = "、".join(str(one) for one in Plan.objects.order_by("serial").values_list("serial", flat=True)[:20])
            hint = f"现有流水号：{known}" if known else "现在还没有方案，请先用 import_plan 导入"
            said = f"没有流水号为“{text}”的方案" if text else "请用 --plan 写明方案流水号"
            self._stop(f"{said}（{hint}）。", UNUSABLE)
        return found

    def _endings(self) -> str:
        return " 或 ".join(f".{ending}" for ending in self.endings)

    def _stop(self, sentence: str, code: int) -> None:
        self.stderr.write(sentence)
        sys.exit(code)


def write_whole(target: Path, data: bytes) -> None:
    """Write beside the target and rename: nobody ever sees half a file."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=target.suffix)
    path = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(0o644)
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)
