"""What the address of the tasks asks to see, with what it means where it says nothing; one for all their views."""

from __future__ import annotations

from urllib.parse import urlencode

from accounts.models import Department
from accounts.typed import clean_text, whole_number
from programs import task_table
from programs.models import Task

MINE, EVERYONE = "mine", "all"
LONGEST = 100  # characters looked for
MOST_OPENED = 50  # categories


class Filters:
    """Read from a request's query, or from the same names in a form that was posted."""

    def __init__(self, asked, own: list[Department]):
        self.show = asked.get("show") if asked.get("show") in task_table.SHOWS else "open"
        self.words = clean_text(asked.get("q", ""))[:LONGEST]
        self.state = asked.get("state") if asked.get("state") in Task.State.values else ""
        opened = (whole_number(key) for key in asked.getlist("done")[:MOST_OPENED])
        self.opened = sorted({key for key in opened if key is not None}) if self.show == "open" else []
        self.by = "week" if asked.get("by") == "week" else ""  # how the view by time is parted; months otherwise
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

    @property
    def asked(self) -> dict:
        """The same question in plain words, for a job that answers it later."""
        return {
            "show": self.show,
            "departments": self.departments,
            "words": self.words,
            "state": self.state,
            "opened": self.opened,
        }

    def narrow(self, tasks):
        return narrowed(tasks, self.departments, self.words, self.state)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names and values as a form posts them."""
        kept = [("show", self.show), ("department", self.department), ("q", self.words), ("state", self.state)]
        return [*kept, ("by", self.by), *(("done", str(key)) for key in self.opened)]

    def query(self, **changed) -> str:
        """The address's question with some parts changed; another `show` opens no category."""
        opened = changed.pop("done", [] if "show" in changed else self.opened)
        kept = {"show": self.show, "department": self.department, "q": self.words, "state": self.state, "by": self.by}
        kept |= changed
        return urlencode({name: value for name, value in kept.items() if value} | {"done": opened}, doseq=True)


def narrowed(tasks, departments: list[int] | None, words: str, state: str = ""):
    """The tasks on the desk of these departments, in this state, whose number is the words or whose text holds them."""
    if departments is not None:
        tasks = tasks.on_desk_of(departments)
    if state:
        tasks = tasks.filter(state=state)
    return task_table.searched(tasks, words)
