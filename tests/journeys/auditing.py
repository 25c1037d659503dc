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
    context.add_init_script(path=WATCHING)
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


def axe(page) -> list[str]:
    """What axe finds, one line a rule: impact, rule, first places."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(AXE)
    return page.evaluate("audit.axe()")


def widths(page) -> list[str]:
    """Where the page runs out of its window: narrow, and with big type."""
    found = []
    for width, size in ((NARROW, ""), (NARROW, "large"), (DESKTOP, "large")):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate("size => { document.documentElement.dataset.size = size }", size)
        wider = page.evaluate("audit.wider()")
        if wider:
            found.append(f"{width} {size} 要横着滚：{wider}")
    page.evaluate("() => { delete document.documentElement.dataset.size }")
    return found


def audit(page) -> list[str]:
    """Everything wrong with the page that is open at 1440 px, in words; what can be unfolded is unfolded first."""
    found = []
    shifted, shifting = page.evaluate("[audit.shifted, audit.shifting]")
    if shifted > MOST_SHIFT:
        found.append(f"版面跳动 {shifted:.3f}：{json.dumps(shifting[:4], ensure_ascii=False)}")
    title, heads = page.evaluate("[document.title, document.querySelectorAll('h1').length]")
    if title.startswith(" ·") or "·" not in title or heads != 1:
        found.append(f"标题“{title}”，一级标题 {heads} 个")
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    found += [f"{DESKTOP} {line}" for line in axe(page)]
    page.keyboard.press("Tab")  # from here on the browser shows focus as to somebody at the keyboard
    found += page.evaluate("audit.unreached()")
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    found += [f"{PHONE} {line}" for line in axe(page)]
    found += widths(page)
    found += page.complaints
    page.complaints.clear()
    page.set_viewport_size({"width": DESKTOP, "height": HEIGHT})
    return found
