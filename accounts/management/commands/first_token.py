"""Print a fresh one-time token for the first administrator."""

from django.core.management.base import BaseCommand, CommandError

from accounts import first


class Command(BaseCommand):
    help = "打印首次启用口令（旧的随即作废）；已有系统管理员时拒绝。"

    def handle(self, *args, **options):
        if not first.is_needed():
            raise CommandError("已经有系统管理员了，不需要启用口令。")
        self.stdout.write(f"启用口令：{first.new_token()}")
