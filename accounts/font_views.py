"""The page of fonts: which file serves each role of a paper, and whose name it could not print."""

from __future__ import annotations

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.models import Person, PostHolding, User
from documents import child


@requires("unit.manage")
@require_safe
def fonts(request):
    """What papers made on this machine look like; one sentence where it can't be told."""
    names = names_of(request.unit)
    found, problem = {"served": [], "missing": [], "own": []}, ""
    try:
        found = child.look_at_fonts("".join(names))
    except child.ChildError as failed:
        problem = failed.sentence
    missing = set(found["missing"])
    context = {
        "served": found["served"],
        "missing": [(name, "、".join(one for one in name if one in missing)) for name in names if missing & set(name)],
        "looked_at": len(names),
        "own": found["own"],
        "folder": settings.FONTS_DIR,
        "error": problem,
    }
    return render(request, "accounts/fonts.html", context)


def names_of(unit) -> list[str]:
    """Names that papers of the unit print: its own, its departments', its people's; each once. Four queries."""
    people = User.objects.filter(memberships__unit=unit).values_list("name", flat=True)
    roster = Person.objects.filter(unit=unit).values_list("name", flat=True)
    holders = PostHolding.objects.filter(post__unit=unit).values_list("name", flat=True)
    departments = unit.departments.values_list("name", flat=True)
    return list(dict.fromkeys([unit.name, *departments, *people, *roster, *holders]))
