"""Add up all assessments anew and name every stored figure that differs."""

from django.core.management.base import BaseCommand

from scoring import totals
from scoring.models import Assessment


class Command(BaseCommand):
    help = "重新计算全部测评的合计，逐条列出和所存数字的差别。加 --check 时只核对、不改动，有差别则退出码为 1。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="只核对，不改动")

    def handle(self, *args, check, **options):
        settle = totals.checked if check else totals.recompute
        found, left, checked = [], 0, 0
        for assessment in Assessment.objects.select_related("framework").order_by("pk").iterator(chunk_size=100):
            checked += 1
            told = settle(assessment)
            found += told
            left += len(totals.checked(assessment)) if told and not check else 0
        for line in found:
            self.stdout.write(line)
        if not found:
            self.stdout.write(f"核对了 {checked} 次测评，合计全部一致。")
        elif check:
            self.stderr.write(f"核对了 {checked} 次测评，有 {len(found)} 处不一致。")
            raise SystemExit(1)
        else:
            self.stdout.write(f"核对了 {checked} 次测评，{len(found)} 处不一致，合计已改正。")
        if left:
            self.stderr.write(f"还有 {left} 处是得分本身对不上，程序不改分，请到那一条看过再打分。")
            raise SystemExit(1)
