"""Print how the installation is; what the page 系统健康 shows."""

from django.core.management.base import BaseCommand

from civility.condition import GOOD, WRONG, look, sentence


class Command(BaseCommand):
    help = "检查数据库、后台进程、文件、备份、字体等，一项一句；有问题时退出码为 1。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--without-worker", action="store_true", help="程序停着的时候检查：不把后台进程没有运行算作问题"
        )

    def handle(self, *args, **options):
        findings = look()
        if options["without_worker"]:
            findings = [one for one in findings if one.title != "后台进程"]
        for one in findings:
            self.stdout.write(f"{one.word}　{one.title}：{one.said}")
            if one.state != GOOD and one.todo:
                self.stdout.write(f"　　　　怎么办：{one.todo}")
        self.stdout.write(sentence(findings) + "。")
        if any(one.state == WRONG for one in findings):
            raise SystemExit(1)
