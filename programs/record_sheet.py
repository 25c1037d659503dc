"""The recording page before it is posted and after: its forms, and what somebody else changed meanwhile."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse

from accounts import meanwhile
from evidence import photo_places, uploads
from evidence.changing import said_who_changed
from evidence.forms import ActivityForm, press_sent
from evidence.health import Days
from evidence.models import Record
from evidence.phone_panel import phone_panel
from evidence.slots import slot_box
from programs import keeping
from programs.recording import Links
from programs.serving import ServesForm, ids_typed
from programs.serving_views import offered, plan_served, wants_to_look
from scoring.material_standing import lines_of_record


class Sheet:
    """The forms of the recording page, filled from a post, a record, or what the address suggests."""

    def __init__(self, request, record: Record | None = None, initial: dict | None = None):
        self.request, self.record = request, record
        self.links = Links(record)
        self.plan = plan_served(request, request.POST, self.links.plans)
        is_post = request.method == "POST"
        self.is_looking = is_post and wants_to_look(request.POST)
        data = request.POST if is_post and not self.is_looking else None
        self.kept = {}
        self.meanwhile, self.overtaken = None, None
        if self.is_looking:
            self.kept = keeping.typed(meanwhile.settled(request.POST, self.now) if record else request.POST)
        if not is_post:
            self._take_up(keeping.kept(request.user, record))
        if data is not None and record is not None:
            data = meanwhile.settled(data, self.now)
        self.activity = self._form(data, (initial or {}) | self.kept)
        self.serves = ServesForm(data, plan=self.plan)
        self.press = press_sent(request.POST, is_looking=self.is_looking)

    def _form(self, data=None, initial: dict | None = None) -> ActivityForm:
        is_draft = data is not None and not self.wants_review
        return ActivityForm(
            data, standing=self.request.standing, record=self.record, is_draft=is_draft, initial=initial or {}
        )

    @cached_property
    def now(self) -> ActivityForm:
        """The form as the record would fill it."""
        return self._form()

    def _take_up(self, kept: dict) -> None:
        """Go on with what was kept. Where the record was changed since, that is offered, and done only when asked."""
        if not kept or self.record is None or kept.get("version") in (None, str(self.record.version)):
            self.kept = kept
            return
        said = said_who_changed(self.record, self.request.user)
        found = meanwhile.compare(self._form(None, kept), self.now, marks=kept.get(meanwhile.MARKS, ""), said=said)
        if found and not self.request.GET.get("resume"):
            self.overtaken = found
            return
        self.meanwhile = found or None
        self.kept = {name: text for name, text in kept.items() if name not in (*keeping.SEEN, *found.followed)}

    def overtake(self) -> bool:
        """Somebody else saved the record meanwhile: show both. False where both come to the same."""
        self.record.refresh_from_db()
        self.record.activity.refresh_from_db()
        del self.now
        said, marks = said_who_changed(self.record, self.request.user), self.request.POST.get(meanwhile.MARKS, "")
        self.meanwhile = meanwhile.compare(self.activity, self.now, marks=marks, said=said) or None
        if self.meanwhile:
            meanwhile.follow(self.activity, self.now, self.meanwhile.followed)
        return self.meanwhile is not None

    @cached_property
    def last(self) -> Record | None:
        """What a new one can be filled in like."""
        return last_of(self.request) if self.record is None else None

    def is_valid(self) -> bool:
        valid = [self.activity.is_valid(), self.serves.is_valid()]
        return all(valid) and (not self.press.is_bound or self.press.is_valid())

    @property
    def wants_review(self) -> bool:
        return self.request.POST.get("then") == "submit"

    def _ticked(self) -> tuple[set[int], set[int]]:
        """Tasks and clauses ticked: as posted, as kept, as linked, or the task the address names.

        Where somebody else saved meanwhile, also what is linked now: nothing is unlinked unseen.
        """
        if self.request.method == "POST":
            tasks, clauses = ids_typed(self.request.POST, "tasks"), ids_typed(self.request.POST, "clauses")
            if self.meanwhile:
                tasks |= self.links.tasks_in(self.plan)
                clauses |= self.links.clauses_besides(self.plan)
            return tasks, clauses
        if self.kept:
            named = ids_typed(self.request.GET, "task")
            return {int(pk) for pk in self.kept["tasks"]} | named, {int(pk) for pk in self.kept["clauses"]}
        if self.record is not None:
            return self.links.tasks_in(self.plan), self.links.clauses_besides(self.plan)
        return ids_typed(self.request.GET, "task"), set()

    def choices(self):
        if self.plan is None:
            return None
        tasks, clauses = self._ticked()
        data = self.request.POST or {"title": self.activity["title"].value() or ""}
        return offered(self.request, self.plan, data, tasks=tasks, clauses=clauses)

    def page(self, *, status: int = 200):
        path = reverse("record_edit", args=[self.record.pk]) if self.record else ""
        box = slot_box(self.record, can_write=True, next=path, advise=self.request.user, days=self._days())
        choices = self.choices()
        asked = choices.asked if choices and self.record else []
        is_shown_again = status != 200 or self.is_looking
        context = {
            "record": self.record,
            "form": self.activity,
            "kinds": self.activity.fields["kind"].queryset,
            "kind": str(self.activity["kind"].value() or ""),
            "serves": self.serves,
            "choices": choices,
            "clause_asks": lines_of_record(asked, self.record) if asked else [],
            "press_form": self.press,
            "box": box,
            "phone": phone_panel(self.request, self.record, has_link=self.record.has_link) if self.record else None,
            "photo_place": photo_places.suggested(self.record, box.attachments) if self.record else None,
            "last": self.last,
            "returned": _last_return(self.record),
            "version": self._seen("version", lambda record: record.version),
            "marks": self._seen(meanwhile.MARKS, self._marks),
            "meanwhile": self.meanwhile,
            "overtaken": self.overtaken,
            "is_kept": bool(self.kept) and not self.is_looking,
            "words": {name: self.request.POST.get(f"find-{name}", "") for name in ("tasks", "clauses")},
            "chose_files": is_shown_again and bool(self.request.FILES),
        }
        return render(self.request, "programs/record_form.html", context, status=status)

    def _days(self) -> Days | None:
        """The days on the page: typed, kept or the record's; None where they can't be read."""
        typed = [self.activity[name].value() for name in ("begins_on", "ends_on")]
        try:
            begins_on, ends_on = (date.fromisoformat(str(value)) if value else None for value in typed)
        except ValueError:
            return None
        return Days(begins_on, max(begins_on, ends_on or begins_on)) if begins_on else None

    def _seen(self, name: str, now):
        """What the typed words were typed upon, so that what others changed since is not written over."""
        seen = self.request.POST.get(name) or self.kept.get(name)
        if seen and not self.meanwhile:  # a page that shows both has shown the record as it is
            return seen
        return now(self.record) if self.record else ""

    def _marks(self, record: Record) -> str:
        is_as_it_is = not self.kept and self.request.method != "POST"
        return meanwhile.marks_of(self.activity if is_as_it_is else self.now)

    def refuse(self, problem: ValidationError):
        self.activity.add_error(None, problem.messages)
        return self.page(status=422)

    def take_files(self, record: Record) -> bool:
        """Take what the form carried, outside any transaction; False when something was refused."""
        taken = uploads.take(self.request.FILES, record=record, by=self.request.user)
        for refusal in taken.refusals:
            messages.warning(self.request, str(refusal))
        return not taken.refusals


def last_of(request) -> Record | None:
    """The activity the person filed last, to fill the next one like it."""
    rows = Record.objects.kept_by(request.user).of_unit(request.unit).activities().filter(filed_by=request.user)
    return rows.exclude(title=Record.UNNAMED).select_related("activity", "department").order_by("-pk").first()


def _last_return(record: Record | None):
    if record is None or record.state != Record.State.RETURNED:
        return None
    return record.steps.filter(verb="returned").select_related("by").last()
