"""The embedded worker, for machines without Redis; `celery -A civility worker` takes its place where there is one."""

from django.core.management.base import BaseCommand

from jobs.worker import Loop


class Command(BaseCommand):
    help = "运行后台任务（不需要 Redis）。按 Ctrl+C 或发 TERM 信号，做完手上的任务后退出。"

    def handle(self, *args, **options):
        self.stdout.write("后台任务进程已启动。")
        Loop().run_forever()
