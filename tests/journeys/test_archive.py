"""The archive in a browser: found again by a word inside a Word file; a year's package that opens without us."""

import hashlib
import io
import re
import zipfile

import openpyxl
import pytest
from playwright.sync_api import expect

from civility.demo.people import DEMO_PASSWORD
from documents.model import Paper, Paragraph
from documents.setting import set_docx
from tests.house import until
from tests.journeys.conftest import PASSWORD, log_in

FILED = """
from datetime import date
from accounts import actions as accounts
from accounts.models import Unit, User
from evidence import actions
from evidence.models import ActivityKind
from files import store
user, unit = User.objects.get(), Unit.objects.get()
accounts.grant(user=user, unit=unit, role="office")
department = accounts.create_department(unit=unit, name="宣传处")
record = actions.open_activity(
    unit=unit, by=user, title="植绿护绿志愿服务", kind=ActivityKind.objects.filter(unit=None).first(),
    begins_on=date(2022, 3, 12), department=department,
)
with open({path!r}, "rb") as file:
    blob = store.store([file.read()], name="总结.docx")
actions.attach(record=record, slot="summary", by=user, blob=blob, name="总结.docx")
"""


def test_an_activity_is_found_again_by_a_word_inside_its_word_file(house, page, tmp_path):
    paper = tmp_path / "总结.docx"
    paper.write_bytes(set_docx(Paper(title="活动总结", blocks=[Paragraph("在铜官窑边种下三百株水杉。")])))
    house.environment["CIVILITY_ADMIN_PASSWORD"] = PASSWORD
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "湖南省国资委")
    house.python(FILED.format(path=str(paper)))
    address = house.serve()
    until(lambda: house.rows("SELECT 1 FROM evidence_filetext"), what="读出附件文字")
    log_in(page, address, "zhoumin")
    field = page.get_by_label("搜索任务、档案、部门、人员")
    field.fill("水杉")
    field.press("Enter")
    hit = page.get_by_role("listitem").filter(has_text="植绿护绿志愿服务")
    expect(hit.locator("mark")).to_have_text("水杉")
    expect(hit).to_contain_text("总结.docx")
    hit.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("植绿护绿志愿服务")


@pytest.fixture
def demo(demo_house):
    return demo_house.serve()


@pytest.mark.timeout(600)  # the demo unit is built first
def test_the_package_of_the_demo_unit_opens_offline_and_its_index_matches(demo, page, chromium, tmp_path):
    log_in(page, demo, "office", DEMO_PASSWORD)
    page.goto(f"{demo}/reports/package/")
    page.get_by_label("照片").select_option("0")
    page.get_by_role("button", name="生成资料包").click()
    link = page.get_by_role("link", name=re.compile("^下载"))
    expect(link.first).to_be_visible(timeout=180_000)
    with page.expect_download(timeout=60_000) as waiting:
        link.first.click()
    with zipfile.ZipFile(waiting.value.path()) as pack:
        pack.extractall(tmp_path)
    root = next(path for path in tmp_path.iterdir() if path.name.endswith("迎检资料包"))
    sheet = openpyxl.load_workbook(io.BytesIO((root / "00 资料总目录.xlsx").read_bytes())).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows() if isinstance(row[0].value, int)]
    assert len(rows) > 100
    for row in rows:
        assert hashlib.sha256((root / row[7]).read_bytes()).hexdigest() == row[8], row
    listed = {row[7] for row in rows}
    files = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert {path for path in files if not re.search(r"(^|/)(00 |index\.)", path)} == listed
    opens_offline(chromium, root)


def opens_offline(chromium, root) -> None:
    """The page from the disk, without a network: its pictures show, and nothing else is asked for."""
    context = chromium.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((root / "index.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_contain_text("迎检资料")
    first = page.get_by_role("img").first
    first.scroll_into_view_if_needed()
    until(lambda: first.evaluate("one => one.naturalWidth") > 100, what="照片显示")
    assert all(url.startswith("file://") for url in asked)
    context.close()
