"""Who has been in a house before comes in again without typing the password."""

from playwright.sync_api import Page

from civility.demo.people import DEMO_PASSWORD
from tests.journeys.conftest import log_in


class Keys:
    """The cookies of the people of one house."""

    def __init__(self, address: str, password: str = DEMO_PASSWORD):
        self.address, self.password = address, password
        self._kept: dict[str, list] = {}

    def be(self, page: Page, username: str) -> None:
        page.context.clear_cookies()
        if username in self._kept:
            page.context.add_cookies(self._kept[username])
            return
        log_in(page, self.address, username, self.password)
        self._kept[username] = page.context.cookies()
