"""Fill an empty installation with the demo unit."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civility.demo.people import DEMO_PASSWORD
from civility.demo.year import DemoYear, demo_exists, is_empty


class Command(BaseCommand):
    help = "建立演示单位：部门、人员、方案、一年的活动和自评（不到一分钟）。"

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="已有数据时什么也不做")

    def handle(self, *args, **options):
        if options["if_empty"] and not is_empty():
            return
        if demo_exists():
            raise CommandError("演示单位已经建好了。要重新来过，请换一个空的数据目录。", returncode=2)
        started = time.monotonic()
        plan = DemoYear(timezone.localdate(), lambda step: self.stdout.write(f"  {step}")).build()
        seconds = time.monotonic() - started
        self.stdout.write(f"演示单位已建好（{seconds:.0f} 秒），方案流水号：{plan.serial}，密码都是 {DEMO_PASSWORD}。")
