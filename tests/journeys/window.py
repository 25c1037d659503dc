"""One window for all acts of a module: to open one costs as much as to load three pages."""

from contextlib import contextmanager

SIZE = {"width": 1440, "height": 900}
PATIENCE = 20_000  # milliseconds


@contextmanager
def opened(chromium):
    """A window that notes in `stumbles` where a script stumbles or another host is asked for something.

    Nothing in it moves: a click would wait until the page has scrolled to it at leisure.
    """
    context = chromium.new_context(viewport=SIZE, locale="zh-CN", accept_downloads=True, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.stumbles = []
    page.on("pageerror", lambda error: page.stumbles.append(f"脚本出错：{error}"))
    page.on("console", lambda said: page.stumbles.append(said.text) if "Content Security Policy" in said.text else None)
    page.on(
        "request", lambda asked: page.stumbles.append(f"请求了别的主机：{asked.url}") if is_foreign(asked) else None
    )
    yield page
    context.close()


def is_foreign(asked) -> bool:
    return not asked.url.startswith(("http://127.0.0.1", "data:", "blob:", "about:"))


def cleared(page):
    """The window as nobody has used it; after the act it must not have stumbled."""
    page.stumbles.clear()
    page.context.clear_cookies()
    page.set_viewport_size(SIZE)
    yield page
    assert page.stumbles == []
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
