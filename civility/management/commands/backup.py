"""Write everything into one archive while people go on working."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civility import backing_up


class Command(BaseCommand):
    help = "把数据库和全部文件备份成一个文件，不用停机；有文件丢失时退出码为 1。"

    def add_arguments(self, parser):
        parser.add_argument(
            "folder",
            nargs="?",
            help="放备份的目录，最好在另一块盘上；不写就用 CIVILITY_BACKUP_DIR，再没有就放在数据目录的 backups 里",
        )
        parser.add_argument(
            "--elsewhere", metavar="怎么备的", help="不备份，只记下已用别的办法备份过（如数据库容器里的 pg_dump）"
        )
        parser.add_argument("--keep", type=int, help="只留最近几份，更早的删掉")

    def handle(self, *args, **options):
        if options["elsewhere"]:
            backing_up.note(Path(options["elsewhere"]), timezone.now())
            self.stdout.write("已记下。")
            return
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep 至少写 1。", returncode=2)
        given = options["folder"] or settings.BACKUP_DIR
        folder = Path(given) if given else settings.DATA_DIR / "backups"
        try:
            made = backing_up.back_up(folder, keep=options["keep"], say=self.stdout.write)
        except backing_up.Stopped as reason:
            raise CommandError(str(reason), returncode=2) from None
        self.stdout.write(f"已备份到 {made.path}（{made.size / 2**20:.1f} MB，{made.files} 个文件）。")
        if not given:
            self.stdout.write("这份备份和数据在同一块盘上，请再复制一份到别处。")
        if made.missing:
            self.stderr.write(
                f"有 {len(made.missing)} 个文件磁盘上已经没有了，没能备份："
                + "、".join(one[:12] for one in made.missing[:5])
            )
            raise SystemExit(1)
