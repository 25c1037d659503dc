"""Saves pictures of the main pages of a running demo house, for the README and the manual.

python -m tools.pictures http://127.0.0.1:8000 docs/screens [width]
"""

import os
import sys
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from civility.demo.paper import demo_paper
from civility.demo.people import DEMO_PASSWORD
from documents.setting import set_docx

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PAGES = [
    ("desk", "bgs", "/"),
    ("tasks", "office", "/tasks/"),
    ("records", "office", "/records/"),
    ("record", "dw", "/records/new/"),
    ("plans", "office", "/plans/"),
    ("scores", "office", "/scores/"),
    ("board", "leader", "/board/"),
    ("reports", "office", "/reports/"),
    ("settings", "office", "/settings/"),
]


def _in(page, address: str, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state("networkidle")


def _doubtful_paper(year: int) -> bytes:
    """Next year's plan with a category that does not add up and a department nobody knows."""
    paper = demo_paper(year, date(year, 2, 10))
    for row in paper.tables()[0].rows:
        for cell in filter(None, row):
            cell.text = cell.text.replace("（12分）", "（13分）").replace("信息中心", "网信处")
    return set_docx(paper)


def _import(page, address: str, folder: Path) -> None:
    """The page where a paper that was read is checked."""
    page.goto(f"{address}/plans/import/")
    year = date.today().year + 1
    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.get_by_label("方案文件").set_input_files(
        {"name": f"{year}年创建实施方案.docx", "mimeType": docx, "buffer": _doubtful_paper(year)}
    )
    page.get_by_role("button", name="读出来看看").click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(folder / "import.png"))


def main(address: str, folder: Path, width: int = 1440) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CIVILITY_CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="zh-CN")
        who = None
        for name, username, path in PAGES:
            if username != who:
                _in(page, address, username)
                who = username
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(folder / f"{name}.png"))
        _in(page, address, "office")
        _import(page, address, folder)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1440)
