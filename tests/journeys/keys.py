"""Who has been in a demo house before comes in again without typing the password."""

from playwright.sync_api import Page

from civility.demo.people import DEMO_PASSWORD
from tests.journeys.conftest import log_in


class Keys:
    """The cookies of the people of one house."""

    def __init__(self, address: str):
        self.address = address
        self._kept: dict[str, list] = {}

    def be(self, page: Page, username: str) -> None:
        page.context.clear_cookies()
        if username in self._kept:
            page.context.add_cookies(self._kept[username])
            return
        log_in(page, self.address, username, DEMO_PASSWORD)
        self._kept[username] = page.context.cookies()
