"""One command for one PC: the web server and the embedded worker together, each started again when it dies."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts import first
from accounts.models import User
from civility.demo.people import DEMO_PASSWORD, DEMO_UNIT

PR_SET_PDEATHSIG = 1
LAST_WORDS = 30  # seconds a process may take to finish what it has in hand
QUICK_DEATH = 2  # seconds: a process that lives shorter than this has not come up


def _die_with_parent():
    """Ask Linux to end the child when this process is gone, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class _Child:
    """A process that is kept running."""

    def __init__(self, title: str, command: list[str]):
        self.title, self.command = title, command
        self.process, self.started, self.quick_deaths = None, 0.0, 0

    def start(self):
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, preexec_fn=_die_with_parent)

    def look_after(self, say):
        """Start it again when it has died; give up after three quick deaths in a row."""
        if self.process.poll() is None:
            return
        is_quick = time.monotonic() - self.started < QUICK_DEATH
        self.quick_deaths = self.quick_deaths + 1 if is_quick else 0
        if self.quick_deaths >= 3:
            raise CommandError(f"{self.title}连续三次都没有启动起来，原因见上面的输出。")
        say(f"{self.title}意外退出，正在重新启动。")
        self.start()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self):
        """Let it finish what it has in hand; one that will not end is killed."""
        if self.process:
            try:
                self.process.wait(timeout=LAST_WORDS)
            except subprocess.TimeoutExpired:
                self.process.kill()


class Command(BaseCommand):
    help = "启动网站和后台任务（单机用，不需要 PostgreSQL 和 Redis）。"

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="监听地址")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000), help="端口")

    def handle(self, *args, **options):
        bind = f"{options['host']}:{options['port']}"
        children = [_Child("网站", self._web(bind))]
        if not settings.REDIS_URL:
            children.append(_Child("后台任务进程", [sys.executable, sys.argv[0], "worker"]))
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._refuse_unready()
        self._refuse_taken(options["host"], options["port"])
        try:
            for child in children:
                child.start()
            self.stdout.write(self._greeting(bind))
            self.stdout.flush()
            while not self.stopping:
                time.sleep(0.5)
                if not self.stopping:
                    for child in children:
                        child.look_after(self.stderr.write)
        finally:
            for child in children:
                child.stop()
            for child in children:
                child.wait()

    def _refuse_taken(self, host: str, port: int):
        """Say it here in one sentence: the web server would try again and again."""
        try:
            socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
        except (OSError, OverflowError) as problem:
            reason = "已被别的程序占用" if getattr(problem, "errno", None) == errno.EADDRINUSE else "不能使用"
            raise CommandError(f"{host} 的端口 {port} {reason}，请换一个，如 PORT=8001 make run。") from None

    def _stop(self, *args):
        self.stopping = True

    def _web(self, bind: str) -> list[str]:
        gunicorn = ["-m", "gunicorn", "civility.wsgi", "--bind", bind, "--worker-class", "gthread"]
        return [
            sys.executable,
            *gunicorn,
            "--workers",
            "2",
            "--threads",
            "4",
            "--preload",  # read once for both, and for one that has to be started again
            "--timeout",
            "120",
            "--log-level",
            "warning",
        ]

    def _refuse_unready(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("数据库还没有建好，或者版本旧了。请先运行 manage.py migrate。", returncode=2)

    def _greeting(self, bind: str) -> str:
        """The address and who can log in."""
        lines = [f"\n文明创建已启动：http://{bind}/  （按 Ctrl+C 停止）"]
        if first.is_needed():
            lines.append(f"还没有管理员，请打开 http://{bind}/first/ 启用。启用口令：{first.new_token()}")
        else:
            lines += self._demo_people() or ["请用管理员发给您的账号登录。"]
        return "\n".join([*lines, ""])

    @staticmethod
    def _demo_people() -> list[str]:
        """The demo's accounts, while its administrator still has the demo's password."""
        people = list(
            User.objects.filter(memberships__unit__code=DEMO_UNIT, is_active=True)
            .distinct()
            .prefetch_related("memberships__department", "memberships__unit")
        )
        if not people or not people[0].check_password(DEMO_PASSWORD):
            return []
        rows = [(user, "、".join(str(row) for row in user.memberships.all())) for user in people]
        return [
            f"演示账号（密码都是 {DEMO_PASSWORD}）：",
            *(f"  {user.username:<10}{user.name}  {roles}" for user, roles in rows),
        ]
