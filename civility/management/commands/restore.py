"""Bring a backup back into an empty place."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from civility.backing_up import Stopped
from civility.restoring import prove, restore
from evidence.search_tables import refill


class Command(BaseCommand):
    help = "把一份备份恢复到空的数据目录（或空的数据库）；先逐个核对，不完整就什么也不写。"

    def add_arguments(self, parser):
        parser.add_argument("archive", help="备份文件，如 civility-20261130-033000.tar")
        parser.add_argument("--check", action="store_true", help="只核对备份是否完好，不恢复")

    def handle(self, *args, **options):
        path = Path(options["archive"])
        try:
            if options["check"]:
                manifest = prove(path)
                self.stdout.write(
                    f"备份完好：{len(manifest['blobs'])} 个文件，{sum(manifest['rows'].values())} 行数据。"
                )
                return
            manifest = restore(path, say=self.stdout.write)
        except Stopped as reason:
            raise CommandError(str(reason), returncode=2) from None
        call_command("migrate", interactive=False, verbosity=0)
        refill(connection)
        rows = sum(manifest["rows"].values())
        self.stdout.write(
            f"已恢复 {len(manifest['blobs'])} 个文件、{rows} 行数据。"
            "启动后请用原来的账号登录；运行 manage.py doctor 再看一遍。"
        )
