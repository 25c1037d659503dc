"""How an office lives a year in the browser: small steps that the journeys of a whole year are made of."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, log_in

SEED = """
from tests import factories
unit = factories.make_unit("gzw", "省国资委")
for username, name, role in (("office", "周敏", "office"), ("leader", "陈岚", "leader"), ("admin", "管事", "admin")):
    factories.make_person(username, name, unit, role, password="{password}")
"""
SUMMARY = "组织有序，职工踊跃参加，现场秩序良好，形成了可以推广的做法。" * 8


def roster_file(path: Path, departments: Sequence[str]) -> Path:
    """20 people in two departments by turns: 10 party members, 12 registered volunteers, 9 of them members."""
    book = openpyxl.Workbook()
    book.active.append(["姓名", "部门", "政治面貌", "注册志愿者"])
    for number in range(1, 21):
        party = "中共党员" if number <= 10 else "群众"
        registered = "是" if number <= 13 and number != 10 else "否"
        book.active.append([f"职工{number:02}", departments[number % 2], party, registered])
    book.save(path)
    return path


class Life:
    """One browser in which the people of a unit take turns; `year` is the year the plan is for."""

    def __init__(self, page: Page, address: str, year: int):
        self.page, self.address, self.year = page, address, year
        self.who = ""
        self.keys: dict[str, list] = {}  # cookies of those who were here before

    # getting about ----------------------------------------------------------

    def be(self, username: str) -> None:
        """Go on as another person, who logs in the first time."""
        if username == self.who:
            return
        self.page.context.clear_cookies()
        if username in self.keys:
            self.page.context.add_cookies(self.keys[username])
        else:
            log_in(self.page, self.address, username)
            self.keys[username] = self.page.context.cookies()
        self.who = username

    def at(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def fill(self, **fields: str) -> None:
        """Fill text fields by their names."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def choose(self, **fields: str) -> None:
        """Choose from lists, by the name of the field and what it says."""
        for name, label in fields.items():
            self.page.locator(f"select[name={name}]").select_option(label=label)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def sees(self, text: str | re.Pattern) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def day(self, month: int, day: int) -> str:
        return f"{self.year}-{month:02}-{day:02}"

    # the steps of a year ----------------------------------------------------

    def bring(self, paper: Path) -> None:
        """Import a paper as it is."""
        self.be("office")
        self.at("/plans/import/")
        self.page.get_by_label("方案文件").set_input_files(paper)
        self.press("读出来看看")
        heading = self.page.get_by_role("heading", level=1)
        for said in (re.compile("叫法就这样定"), re.compile("都照原文")):
            expect(self.page.get_by_role("button", name="确认导入")).to_be_visible(timeout=60_000)
            button = self.page.get_by_role("button", name=said)
            if button.count():
                button.click()
                self.page.wait_for_load_state()
        self.press("确认导入")
        expect(heading).to_contain_text("方案已导入")

    def enrol(self, file: Path) -> None:
        """Import the roster; the departments are known by name."""
        self.be("office")
        self.at("/roster/import/")
        self.page.get_by_label("名册文件").set_input_files(file)
        self.press("读出来看看")
        self.press("确认导入")
        self.sees("名册已导入：新增 20 人")

    def engage(self, username: str, name: str, department: str) -> None:
        """An account for somebody of a department."""
        self.be("admin")
        self.at("/settings/people/new/")
        self.fill(name=name, username=username, password=PASSWORD)
        self.choose(role="部门联络员", department=department)
        self.press("保存")
        self.sees(f"已添加{name}")
        self.page.context.clear_cookies()
        self.at("/login/")
        self.fill(username=username, password=PASSWORD)
        self.press("登录")
        own = PASSWORD + "-of-my-own"  # the given one is known to somebody else
        self.fill(new_password1=own, new_password2=own)
        self.page.locator("form", has=self.page.locator("[name=new_password1]")).get_by_role("button").click()
        self.sees(re.compile("密码已"))
        self.who, self.keys[username] = username, self.page.context.cookies()

    def register(self, record_kind: str, /, department: str, people: str = "", **fields) -> None:
        """Register a record of a kind that is no activity, and see it accepted; `fields` by their names."""
        self.be("office")
        self.at(f"/ledgers/{record_kind}/new/")
        for name, value in fields.items():
            field = self.page.locator(f"[name={name}]")
            if value is True:
                field.check()
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        self.fill(summary=SUMMARY)
        self.choose(department=department)
        self.press("存草稿")
        if people:
            self.attended(people)
        self.pass_it()

    def attended(self, people: str | Sequence[str]) -> None:
        """Pick who came from the roster: all, or some by their names."""
        self.page.get_by_role("link", name="从名册选参加人员").first.click()
        self.pick(people)

    def pick(self, people: str | Sequence[str]) -> None:
        if people == "all":
            self.press("全体在册人员都参加")
            return
        for name in people:
            self.page.locator(".chips label", has_text=re.compile(f"^{name}$")).click()
        self.press("保存")

    def pass_it(self) -> None:
        """Hand in the record in hand and accept it."""
        self.press("提交审核")
        self.press("通过")
        self.sees("已审核通过")

    def hold(self, kind: str, title: str, day: str, department: str, people=(), task: str = "") -> None:
        """Record an activity, for a task where its path is given, and see it accepted."""
        self.be("office")
        self.at("/records/new/" + (f"?task={task.strip('/').split('/')[-1]}" if task else ""))
        self.fill(title=title, begins_on=day, summary=SUMMARY)
        self.page.locator(".chips label", has_text=re.compile(f"^{kind}$")).first.click()
        self.choose(department=department)
        if not people:
            self.press("提交审核")
            self.press("通过")
            self.sees("已审核通过")
            return
        self.press("从名册选参加的人")
        self.pick(people)
        self.pass_it()

    def workbook(self, button: str) -> openpyxl.Workbook:
        """Have a paper made at the reports page and open it."""
        self.be("office")
        self.at("/reports/")
        self.press(button)
        link = self.page.get_by_role("link", name=re.compile("下载")).first
        expect(link).to_be_visible(timeout=90_000)
        with self.page.expect_download(timeout=60_000) as waiting:
            link.click()
        assert waiting.value.suggested_filename.endswith(".xlsx")
        return openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
