"""Print what a paper says as the JSON of the reading contract; reads nothing but the file."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from documents import child
from documents.reading.model import Reading


class Command(BaseCommand):
    help = "读一份方案，把读出的结构打印成 JSON；不用数据库，也不写任何东西。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="文件", help=".docx、.xlsx、.txt、.csv 或文字版 .pdf")

    def handle(self, *args, file, **options):
        try:
            told = child.read_file(Path(file).resolve())
        except child.ChildError as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        contract = Reading.from_json(told).as_json()
        self.stdout.write(json.dumps(contract, ensure_ascii=False, indent=1))
