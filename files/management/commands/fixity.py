"""Re-read every stored file and name each that is missing, changed or unowned."""

from django.core.management.base import BaseCommand

from files import fixity


class Command(BaseCommand):
    help = "逐个核验已入库的文件，列出丢失、改变和没有归属的文件；有问题时退出码为 1。"

    def handle(self, *args, **options):
        findings = fixity.check_all()
        for title, names in (
            ("丢失", findings.missing),
            ("内容已变", findings.changed),
            ("没有归属", findings.orphans),
        ):
            for name in names:
                self.stdout.write(f"{title}：{name}")
        if not findings.is_clean:
            self.stderr.write(
                f"核验了 {findings.checked} 个文件：丢失 {len(findings.missing)} 个，"
                f"内容已变 {len(findings.changed)} 个，没有归属 {len(findings.orphans)} 个。"
            )
            raise SystemExit(1)
        self.stdout.write(f"核验了 {findings.checked} 个文件，全部完好。")
