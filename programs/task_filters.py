"""What the address of the table of tasks asks to see, with what it means where it says nothing."""

from __future__ import annotations

from urllib.parse import urlencode

from accounts.models import Department
from accounts.typed import clean_text, whole_number
from programs import task_table

MINE, EVERYONE = "mine", "all"
LONGEST = 100  # characters looked for


class Filters:
    """Read from a request's query, or from the same names in a form that was posted."""

    def __init__(self, asked, own: list[Department]):
        self.show = asked.get("show") if asked.get("show") in task_table.SHOWS else "open"
        self.words = clean_text(asked.get("q", ""))[:LONGEST]
        self.own = own
        department = asked.get("department", MINE if own else EVERYONE)
        is_known = department in (MINE, EVERYONE) or whole_number(department)
        self.department = department if is_known else EVERYONE
        if self.department == MINE and not own:
            self.department = EVERYONE

    @property
    def departments(self) -> list[int] | None:
        """The keys of the departments asked for; None where all are."""
        if self.department == EVERYONE:
            return None
        return [one.pk for one in self.own] if self.department == MINE else [whole_number(self.department)]

    def narrow(self, tasks):
        return narrowed(tasks, self.departments, self.words)

    def query(self, **changed) -> str:
        kept = {"show": self.show, "department": self.department, "q": self.words} | changed
        return urlencode({name: value for name, value in kept.items() if value})


def narrowed(tasks, departments: list[int] | None, words: str):
    """The tasks on the desk of these departments whose number is the words, or whose text holds them."""
    if departments is not None:
        tasks = tasks.on_desk_of(departments)
    return task_table.searched(tasks, words)
