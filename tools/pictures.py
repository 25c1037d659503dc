"""Takes the pictures of docs/screens (the main pages, on a desk and on a phone) and of docs/manual.

python -m tools.pictures                              all of them, from a demo house of its own that is ended afterwards
python -m tools.pictures screens/desk manual/desk     only these

Beside the pictures lies words.json: what each page said when it was taken, as a hash. A test walks the same way and
names the pictures whose pages have other words by now. The house lives on the day of `tools.clock`.
"""

import hashlib
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from civility.demo.paper import demo_paper
from civility.demo.people import DEMO_PASSWORD
from documents.setting import set_docx
from tools import clock
from tools.place import output

DOCS = Path(__file__).resolve().parent.parent / "docs"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
    "--lang=zh-CN",
]
CHINESE = {"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}  # native file and date fields speak the browser's language
OWN_WORDS = "Object.assign(document.createElement('input'), {required: true}).validationMessage"
FONT = "Noto Sans CJK SC"  # of all pictures
DESK, PHONE = "1440", "390"
SIZES = {DESK: {"width": 1440, "height": 900}, PHONE: {"width": 390, "height": 844}}
MANUAL = {"width": 1180, "height": 760}
MANUAL_WIDTH, MANUAL_COLOURS = 900, 64  # of a picture of the manual, in pixels
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# name, who looks, where they begin, and the link they follow from there where the address is not fixed
SCREENS = [
    ("desk", "bgs", "/", ""),
    ("tasks", "office", "/tasks/", ""),
    ("task", "office", "/tasks/?show=all&department=all", "tr.row-t td.n a"),
    ("record", "dw", "/records/new/", ""),
    ("records", "office", "/records/", ""),
    ("file", "office", "/records/?q=河道清洁", ".gallery a"),
    ("score", "office", "/scores/", "a:has-text('学雷锋')"),
    ("board", "leader", "/board/", ""),
    ("reports", "office", "/reports/", ""),
    ("plans", "office", "/plans/", ""),
    ("plan", "office", "/plans/", ".tb a[href^='/plans/']"),
    ("supervision", "office", "/supervision/", ""),
    ("honours", "office", "/ledgers/honour/", ""),
    ("settings", "office", "/settings/", ""),
]
CHAPTERS = [
    ("desk", "bgs", "/", ""),
    ("task", "bgs", "/tasks/?show=all", ".tk .n a"),
    ("record", "dw", "/records/new/", ""),
    ("tasks", "office", "/tasks/", ""),
    ("score", "office", "/scores/", "main a:has-text('接着打分')"),
    ("reports", "office", "/reports/", ""),
    ("board", "leader", "/board/", ""),
    ("health", "admin", "/settings/health/", ""),
]
NEWCOMERS = "李文静\t办公室\t部门联络员\tliwj2\n何雨\t宣传处\t处长\theyu2\n高远\t\t领导\tgaoyuan\n赵敏\t保卫处\t联络员"
SAYING = {"health": ".jobs .t"}  # elsewhere all words of a page; what the health page finds depends on the machine
PASSING = r"\d{1,2}:\d\d|[\d.]+ ?[KM]B|\d+ ?(?:秒|分钟)"  # moments, sizes and spans differ from run to run


def enter(page: Page, address: str, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{address}/")


def _doubtful_paper(year: int) -> bytes:
    """Next year's plan with a category that does not add up and a department nobody knows."""
    paper = demo_paper(year, date(year, 2, 10))
    for row in paper.tables()[0].rows:
        for cell in filter(None, row):
            cell.text = cell.text.replace("（12分）", "（13分）").replace("信息中心", "网信处")
    return set_docx(paper)


def give_paper(page: Page, address: str) -> None:
    """Go to the page where a paper that was read is checked."""
    page.goto(f"{address}/plans/import/")
    year = clock.DAY.year + 1
    page.get_by_label("方案文件").set_input_files(
        {"name": f"{year}年创建实施方案.docx", "mimeType": DOCX, "buffer": _doubtful_paper(year)}
    )
    page.get_by_role("button", name="读出来看看").click()
    read, before = page.get_by_role("button", name="确认导入"), page.get_by_role("link", name="接着核对")
    read.or_(before).first.wait_for()
    if before.count():  # read already, for the picture before
        before.first.click()
        read.wait_for()


def walk(page: Page, address: str, places, see: Callable[[str], None]) -> None:
    """Go through the places as their people, and see each."""
    who = ""
    for name, username, path, link in places:
        if username != who:
            enter(page, address, username)
            who = username
        page.goto(address + path)
        if name == "reports" and not page.locator(".runs li").count():  # something to show on the page of papers
            page.get_by_role("button", name="生成任务分解表，Excel").click()
            page.locator(".runs li").first.get_by_role("link", name="下载").wait_for(timeout=120_000)
            page.goto(address + path)
        if link:
            page.goto(address + page.locator(link).first.get_attribute("href"))
        see(name)


def screens(page: Page, address: str, see: Callable[[str], None]) -> None:
    walk(page, address, sorted(SCREENS, key=lambda one: one[1]), see)  # each person logs in once, the office last
    give_paper(page, address)
    see("import")


def chapters(page: Page, address: str, see: Callable[[str], None]) -> None:
    walk(page, address, CHAPTERS, see)
    page.goto(f"{address}/settings/people/import/")
    page.get_by_label("粘贴名单").fill(NEWCOMERS)
    page.get_by_role("button", name="读出来看看").click()
    page.wait_for_load_state()
    see("people")
    enter(page, address, "office")
    give_paper(page, address)
    see("import")


def words(page: Page, name: str) -> str:
    """What the page says, as a hash."""
    text = " ".join(page.locator(SAYING.get(name, "body")).all_inner_texts())
    return hashlib.sha256(" ".join(re.sub(PASSING, "", text).split()).encode()).hexdigest()[:16]


def kept_words(folder: Path) -> dict[str, str]:
    path = folder / "words.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def picture_of(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def speaks_chinese(browser: Browser) -> bool:
    page = browser.new_page()
    said = page.evaluate(OWN_WORDS)
    page.close()
    return "请" in said


def save_screen(page: Page, path: Path) -> None:
    picture = picture_of(page)
    # a third of the bytes; without the rounds of k-means the few amber spots come out red
    picture.quantize(256, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)


def save_chapter(page: Page, path: Path) -> None:
    picture = picture_of(page)
    picture = picture.resize((MANUAL_WIDTH, picture.height * MANUAL_WIDTH // picture.width), Image.Resampling.LANCZOS)
    picture.quantize(MANUAL_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def serve(house) -> str:
    """The address of a demo house whose worker has done the work of the day: reminders are counted on every page."""
    from tests.house import until

    address = house.serve()
    done = "SELECT 1 FROM jobs_job WHERE kind = 'programs.reminders' AND state = 'done'"
    until(lambda: house.rows(done), what="到期提醒")
    return address


@contextmanager
def demo_house() -> Iterator[str]:
    """The address of a demo house on the day of the pictures."""
    from tests.house import House

    with tempfile.TemporaryDirectory(prefix="civility-pictures-") as folder:
        house = House(Path(folder), **clock.from_hour(clock.BUILT))
        house.migrate()
        house.manage("demo")
        house = House(Path(folder), **clock.from_hour(clock.SERVED))
        try:
            yield serve(house)
        finally:
            house.close()


def main(names: set[str]) -> None:
    if FONT not in output("fc-match", f"{FONT}:bold", "family"):
        sys.exit(f"这台机器没有{FONT}（fonts-noto-cjk），拍出来的字体和原来的不一样，没有拍。")
    with demo_house() as address, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CIVILITY_CHROMIUM", "/usr/bin/chromium"),
            args=FLAGS,
            env=os.environ | CHINESE,
        )
        if not speaks_chinese(browser):
            sys.exit("这个浏览器自己的文字（日期框、选文件）不是中文，请装上 chromium 和 chromium-l10n；没有拍。")
        views = [(size, view, "screens", screens, save_screen) for size, view in SIZES.items()]
        for size, view, place, go, save in [*views, ("", MANUAL, "manual", chapters, save_chapter)]:
            folder = DOCS / place
            page = browser.new_page(viewport=view, locale="zh-CN", has_touch=size == PHONE)
            said = kept_words(folder)

            def see(name, *, folder=folder, page=page, said=said, size=size, save=save):
                if names and f"{folder.name}/{name}" not in names:
                    return
                page.wait_for_load_state("networkidle")
                save(page, folder / (f"{name}-{size}.png" if size else f"{name}.png"))
                if size != PHONE:
                    said[name] = words(page, name)

            go(page, address, see)
            (folder / "words.json").write_text(json.dumps(said, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(set(sys.argv[1:]))
