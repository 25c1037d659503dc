"""How much of a page of Word is taken: followed line by line as it is written, as far as it can be known."""

from __future__ import annotations

from documents.setting.measures import PAGE_MM, POINTS_PER_MM, Layout


def page_height(layout: Layout, landscape: bool) -> float:
    """Points between the upper and the lower margin; a turned sheet has its side margins there."""
    pitch = layout.pitch
    if landscape:
        return (PAGE_MM[0] - pitch.left_mm - pitch.right_mm) * POINTS_PER_MM
    return (PAGE_MM[1] - pitch.top_mm - pitch.bottom_mm) * POINTS_PER_MM


class Room:
    """What is left on the page at hand; None after a picture and where text has run over to the next page."""

    def __init__(self, page: float):
        self.page = page
        self.taken: float | None = 0.0

    @property
    def left(self) -> float | None:
        return None if self.taken is None else self.page - self.taken

    def new_page(self, page: float = 0) -> None:
        """What follows begins a page, of another height where one is given."""
        self.page = page or self.page
        self.taken = 0.0

    def take(self, points: float) -> None:
        if self.taken is not None:
            self.taken += points
            if self.taken > self.page:
                self.lose()

    def lose(self) -> None:
        """From here on nobody knows, until a page begins."""
        self.taken = None
