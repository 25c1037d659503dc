"""A field that is refused says why to the eye and to the ear: the sentence stands beside it and belongs to it."""

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from lxml import html

from tests.test_hostile_pages import doors, everybody, named_fields, taken_apart  # noqa: F401
from tests.test_strangers import ours  # noqa: F401


def untold(content: bytes) -> set[str]:
    """Names of refused fields whose reason is not tied to them by aria-describedby."""
    page, found = html.document_fromstring(content), set()
    for field in page.xpath("//*[@aria-invalid='true']"):
        inherited = field.xpath("ancestor-or-self::*/@aria-describedby")
        told = [page.get_element_by_id(one, None) for ids in inherited for one in ids.split()]
        if not any(one is not None and one.text_content().strip() for one in told):
            found.add(field.get("name"))
    return found


@pytest.mark.one_database("what templates print; test_hostile_pages.py posts as odd words to the same addresses")
@pytest.mark.parametrize("given", ["", "长" * 2500])
def test_every_refused_field_is_tied_to_its_reason(given, everybody, ours, monkeypatch):  # noqa: F811
    fields = dict.fromkeys(named_fields(everybody, ours), given)
    monkeypatch.setattr(WSGIRequest, "_load_post_and_files", taken_apart(fields))
    wrong, shown = set(), 0
    for pattern, path in doors(ours):
        with transaction.atomic():
            answer = everybody.post(path)
            transaction.set_rollback(True)
        if answer.status_code in (200, 422) and b'aria-invalid="true"' in answer.content:
            shown += 1
            wrong |= {f"{pattern.name} {name}" for name in untold(answer.content)}
    assert shown > 10
    assert wrong == set()
