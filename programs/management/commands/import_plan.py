"""Import a plan from a file without a browser: what has no question is accepted, the questions are printed."""

import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts import audit
from accounts.actions import create_unit
from accounts.models import Unit
from files.shelf import CHUNK
from programs import importing, naming
from programs.models import PaperImport, Plan
from scoring.given import check_year


class Command(BaseCommand):
    help = "导入一份方案：没有的单位和部门自动新建，没有疑问的照读出的导入，有疑问的打印出来。"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="文件", help=".docx、.xlsx、.txt、.csv 或文字版 .pdf")
        parser.add_argument("--unit", required=True, metavar="单位代码")
        parser.add_argument("--year", required=True, type=int, metavar="年度")
        parser.add_argument(
            "--unit-name", default="", metavar="单位全称", help="单位还没有时用的名称，默认取方案里的发文单位"
        )

    def handle(self, *args, file, unit, year, unit_name, **options):
        try:
            check_year(year)
            with transaction.atomic():
                plan, questions = self._import(Path(file), unit, year, unit_name)
        except importing.KnownAlready as known:
            self._say_known(known)
        except ValidationError as problem:
            self._fail("；".join(problem.messages))
        except OSError:
            self._fail(f"打不开文件 {file}，请检查路径和权限。")
        else:
            self._say(plan, questions)

    def _import(self, path: Path, code: str, year: int, unit_name: str) -> tuple[Plan, list[dict]]:
        home = Unit.objects.filter(code=code).first() or create_unit(code=code, name=unit_name or code)
        paper_import = self._waiting_or_read(path, home, year)
        if not unit_name and home.name == code and paper_import.reading["issuer"]:
            _name_after(home, paper_import.reading["issuer"])
        unknown = naming.unknown_names(home, paper_import.reading["items"], {})
        paper_import.answers["names"] = {name.text: naming.without_asking(name) for name in unknown}
        paper_import.save(update_fields=["answers"])
        return importing.confirm(paper_import=paper_import, by=None), paper_import.reading["questions"]

    def _waiting_or_read(self, path: Path, home: Unit, year: int) -> PaperImport:
        try:
            with path.open("rb") as source:
                chunks = iter(lambda: source.read(CHUNK), b"")
                return importing.read(unit=home, by=None, chunks=chunks, name=path.name, year=year)
        except importing.KnownAlready as known:
            if known.paper_import is None:
                raise
            return PaperImport.objects.get(pk=known.paper_import.pk)

    def _say(self, plan: Plan, questions: list[dict]) -> None:
        clauses = plan.framework.clauses.count()
        self.stdout.write(f"已导入“{plan}”：{plan.tasks.count()} 项任务、{clauses} 个得分点。")
        if questions:
            self.stdout.write(f"有 {len(questions)} 处疑问，已照原文导入，请核对：")
        for number, question in enumerate(questions, start=1):
            place = f"（{question['where']}）" if question["where"] else ""
            self.stdout.write(f"  {number}. {question['message']}{place}")
        self.stdout.write(f"方案流水号：{plan.serial}")

    def _say_known(self, known: importing.KnownAlready) -> None:
        self.stdout.write(known.messages[0])
        self.stdout.write(f"方案流水号：{known.plan.serial}")

    def _fail(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(2)


def _name_after(home: Unit, issuer: str) -> None:
    """Call a unit that was made under its code alone what the paper calls it."""
    before, home.name = home.name, issuer[:120]
    home.save(update_fields=["name"])
    audit.record(by=None, verb="修改单位名称", of=home, unit=home, before={"名称": before}, after={"名称": home.name})
