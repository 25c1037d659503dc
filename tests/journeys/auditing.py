"""What a page before a person must keep: WCAG 2.2 AA by axe, reach by keyboard, nothing out of the window, no jumps."""

import json
from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WATCHING = Path(__file__).with_suffix(".js")
HEIGHT = 900
DESKTOP, PHONE, NARROW = 1440, 390, 360  # CSS pixels
MOST_SHIFT = 0.05  # cumulative layout shift while a page loads


def watched(context):
    """A page of the context that notes what its browser complains of."""
    context.add_init_script(AXE + WATCHING.read_text(encoding="utf-8"))
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(f"脚本出错：{error}"))
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda asked: (
            page.complaints.append(f"请求了别的主机：{asked.url}")
            if not asked.url.startswith(("http://127.0.0.1", "data:", "blob:"))
            else None
        ),
    )
    return page


def axe(page, width: int, looks: set[str]) -> list[str]:
    """What axe finds, one line a rule; `looks` are those of text whose contrast was measured before."""
    told = page.evaluate("looks => audit.axe(looks)", list(looks))
    looks.update(told["looks"])
    return [f"{width} {line}" for line in told["lines"]]


def resize(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})


def audit(page, looks: set[str]) -> list[str]:
    """Everything wrong with the page that is open at 1440 px, in words; what can be unfolded is unfolded first.

    It goes from wide to narrow, and asks the browser much at once: each question costs as much as a small answer.
    """
    found = []
    begun = page.evaluate("audit.begin()")
    title, heads = begun["title"], begun["heads"]
    if begun["shifted"] > MOST_SHIFT:
        found.append(f"版面跳动 {begun['shifted']:.3f}：{json.dumps(begun['shifting'], ensure_ascii=False)}")
    if title.startswith(" ·") or "·" not in title or heads != 1:
        found.append(f"标题“{title}”，一级标题 {heads} 个")
    found += axe(page, DESKTOP, looks)
    page.keyboard.press("Tab")  # from here on the browser shows focus as to somebody at the keyboard
    unreached, wider = page.evaluate("[audit.unreached(), [['large', audit.wider('large')]]]")
    found += unreached + running_out(DESKTOP, wider)
    resize(page, PHONE)
    found += axe(page, PHONE, looks)
    resize(page, NARROW)
    found += running_out(NARROW, page.evaluate("['', 'large'].map(size => [size, audit.wider(size)])"))
    found += page.complaints
    page.complaints.clear()
    resize(page, DESKTOP)
    return found


def running_out(width: int, wider: list[tuple[str, str]]) -> list[str]:
    return [f"{width} {size} 要横着滚：{names}" for size, names in wider if names]
