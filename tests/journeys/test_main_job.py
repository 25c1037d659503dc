"""The main job in a browser: a paper goes in; a table, an activity, scores, a board and two reports come out."""

import io
import re
from datetime import datetime

import docx
import openpyxl
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from civility.demo.pictures import paint
from documents.reading import read_file
from tests.journeys.conftest import PASSWORD, follow, log_in
from tests.papers import scored_paper_file

SUMMARY = "3月12日，机关党委组织38名干部职工到湘江风光带开展植绿护绿志愿服务，" * 8
CLICKS_ALLOWED = 10  # from the first page after login to the table in the download folder


class Clicks:
    """Counts what a person does with the mouse."""

    def __init__(self, page: Page):
        self.page = page
        self.count = 0

    def on(self, locator) -> None:
        self.count += 1
        locator.click()


@pytest.fixture
def office_house(house, monkeypatch):
    """A house with one unit whose office clerk may do everything but read the log."""
    house.environment["CIVILITY_ADMIN_PASSWORD"] = PASSWORD
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "湖南省国资委")
    house.python(
        "from accounts import actions\n"
        "from accounts.models import Unit, User\n"
        "actions.grant(user=User.objects.get(), unit=Unit.objects.get(), role='office')"
    )
    return house


@pytest.fixture
def paper(cases, tmp_path):
    """The real annex where it lies beside the checkout, our own of the same shape elsewhere."""
    if cases:
        copy = tmp_path / "S4-hunan.docx"
        copy.write_bytes((cases / "S4-hunan.docx").read_bytes())
        return copy
    return scored_paper_file(tmp_path)


def photos(number: int) -> list[dict]:
    taken = datetime(2022, 3, 12, 9, 0)
    return [
        {
            "name": f"IMG_{place}.jpg",
            "mimeType": "image/jpeg",
            "buffer": paint("植绿护绿志愿服务", place, taken.replace(minute=place), is_inside=False),
        }
        for place in range(number)
    ]


def downloaded(page: Page, press) -> tuple[str, bytes]:
    """What a click downloads: the name it is offered under and its bytes."""
    with page.expect_download(timeout=60_000) as waiting:
        press()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def import_paper(page: Page, clicks: Clicks, paper) -> None:
    """From the desk to the confirmed plan."""
    clicks.on(page.get_by_role("link", name="创建方案").first)
    clicks.on(page.get_by_role("link", name=re.compile("导入")).first)
    page.get_by_label("方案文件").set_input_files(paper)
    clicks.count += 1  # choosing the file
    clicks.on(page.get_by_role("button", name="读出来看看"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("9 类")
    expect(page.get_by_role("heading", level=1)).to_contain_text("50 个得分点")
    expect(page.get_by_role("heading", level=1)).to_contain_text("100 分")
    clicks.on(page.get_by_role("button", name=re.compile("叫法就这样定")))
    rest = page.get_by_role("button", name=re.compile("都照原文"))
    if rest.count():
        clicks.on(rest)
    clicks.on(page.get_by_role("button", name="确认导入"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("方案已导入")


def table_of(page: Page, clicks: Clicks) -> tuple[str, bytes]:
    """Ask for the breakdown table where the import ended, and take the file."""
    clicks.on(page.get_by_role("button", name="导出分解表"))
    link = page.get_by_role("link", name=re.compile("下载")).first
    expect(link).to_be_visible(timeout=60_000)
    return downloaded(page, lambda: clicks.on(link))


def tick_first_tasks(page: Page, count: int) -> None:
    """Tick the plan's first tasks: a few are listed, each press of the button lists more."""
    boxes, more = page.locator("input[name=tasks]"), page.get_by_role("button", name=re.compile("再列 .* 项"))
    while more.count():
        listed = boxes.count()
        more.click()
        expect(boxes.nth(listed)).to_be_attached()
    keys = sorted(int(box.get_attribute("value")) for box in boxes.all())
    for key in keys[:count]:
        page.locator(f"input[name=tasks][value='{key}']").check()


def record_activity(page: Page) -> None:
    """One activity with six photos for the task about volunteers, handed in."""
    page.get_by_role("link", name="记一次活动").first.click()
    page.locator("#pick-photo").set_input_files(photos(6))
    page.emulate_media(reduced_motion="reduce")  # a quick hand: no button moves away
    page.locator("[name=title]").fill("植绿护绿志愿服务")
    page.locator(".chips label", has_text="志愿服务").first.click()
    page.locator("[name=place]").fill("湘江风光带")
    page.locator("[name=headcount]").fill("38")
    page.locator("[name=department]").select_option(label="机关党委")
    page.locator("[name=summary]").fill(SUMMARY)
    tick_first_tasks(page, 5)
    expect(page.locator("[data-count=photo]").first).to_have_text("6", timeout=60_000)
    expect(page.locator("[name=begins_on]")).to_have_value("2022-03-12")
    page.locator("#pick-plan").set_input_files(
        {
            "name": "植绿护绿方案.txt",
            "mimeType": "text/plain",
            "buffer": "一、时间：3月12日。二、地点：湘江风光带。".encode(),
        }
    )
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("已提交审核").first).to_be_visible()


def accept_activity(page: Page) -> None:
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("审核通过").first).to_be_visible()
    expect(page.locator("ul.pics img")).to_have_count(6)


def score_five(page: Page) -> None:
    """Points for five clauses that the activity proves: 8.5 in all."""
    follow(page, page.get_by_role("link", name="自评打分").first)
    proven = page.locator("tbody tr", has_text="1 份").get_by_role("link")
    paths = [link.get_attribute("href") for link in proven.all()[:5]]
    assert len(paths) == 5
    for path, points in zip(paths, ["2", "1.5", "2", "1", "2"], strict=True):
        page.goto(page.url.split("/scores/")[0] + path)
        page.locator("#points").fill(points)
        page.get_by_role("button", name="只保存").click()
        expect(page.locator(".now-score b")).to_contain_text(points)


def read_board(page: Page) -> None:
    page.get_by_role("link", name="统计看板").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("8.5")
    expect(
        page.get_by_text("习近平新时代中国特色社会主义思想学习宣传教育").or_(page.get_by_text("党的创新理论")).first
    ).to_be_visible()


def report_of(page: Page, form: str) -> tuple[str, bytes]:
    """Ask for the annual report in a format at the reports page, and take the file when it is there."""
    follow(page, page.get_by_role("link", name="报表中心").first)
    ready = page.get_by_role("link", name=re.compile("下载"))
    before = ready.count()
    page.get_by_role("button", name=re.compile(f"年度.*{form}")).click()
    expect(ready).to_have_count(before + 1, timeout=90_000)
    return downloaded(page, ready.first.click)


def check_table(name: str, data: bytes, folder) -> None:
    """The workbook opens, is laid out as the annex, and reads back to the same clauses."""
    assert name.endswith(".xlsx")
    assert "任务分解表" in name
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.merged_cells.ranges
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows
    path = folder / "back.xlsx"
    path.write_bytes(data)
    items = [item for item in read_file(path).items if item.layer == "basic"]
    assert len(items) == 50
    assert sum(int(item.points) for item in items) == 100
    assert len({tuple(item.path) for item in items}) == 9


def check_word(name: str, data: bytes) -> None:
    assert name.endswith(".docx")
    paper = docx.Document(io.BytesIO(data))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "8.5" in text
    assert "植绿护绿志愿服务" in text + "".join(
        cell.text for table in paper.tables for row in table.rows for cell in row.cells
    )
    assert paper.inline_shapes


def check_pdf(name: str, data: bytes) -> None:
    assert name.endswith(".pdf")
    reader = PdfReader(io.BytesIO(data))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert "8.5" in text
    assert "植绿护绿志愿服务" in text


def test_a_paper_becomes_table_tasks_activity_scores_board_and_reports(office_house, page, paper, tmp_path):
    address = office_house.serve()
    log_in(page, address, "zhoumin")
    clicks = Clicks(page)

    import_paper(page, clicks, paper)
    table = table_of(page, clicks)
    assert clicks.count <= CLICKS_ALLOWED
    record_activity(page)
    accept_activity(page)
    score_five(page)
    read_board(page)
    word, pdf = report_of(page, "Word"), report_of(page, "PDF")

    check_table(*table, tmp_path)
    check_word(*word)
    check_pdf(*pdf)
