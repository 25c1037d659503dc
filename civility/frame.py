"""What every page shows around its content: the menu, the unit and year, the bell."""

from accounts.notices import standing_of
from programs.current import current_plan
from reports.menu import MENU

PATHS = [item.path for _, items in MENU for item in items]


def _current(path: str) -> str:
    """The menu's path a page belongs to: the longest beginning; the desk only to itself."""
    own = [one for one in PATHS if path == one or (one != "/" and path.startswith(one))]
    return max(own, key=len, default="")


def _menu(request, late: int) -> list[dict]:
    current = _current(request.path)
    groups = []
    for title, items in MENU:
        rows = [
            {
                "title": item.title,
                "path": item.path,
                "icon": item.icon,
                "tab": item.tab,
                "count": f"{late} 逾期" if late and item.path == "/tasks/" else "",
                "tone": "late" if late and item.path == "/tasks/" else item.tone,
                "is_current": item.path == current,
            }
            for item in items
            if request.standing.may(item.rule)
        ]
        if rows:
            groups.append({"title": title, "items": rows})
    return groups


def frame(request) -> dict:
    """The menu a person's roles open, their unit and how many notices are unread."""
    standing = getattr(request, "standing", None)
    if standing is None or not request.user.is_authenticated:
        return {"menu": [], "unit": None, "year": None, "unread": 0, "standing": standing}
    plan, bell = current_plan(request), standing_of(request.user)
    return {
        "menu": _menu(request, plan.n_late if plan else 0),
        "unit": request.unit,
        "year": plan.year if plan else None,
        "standing": standing,
        "unread": bell["unread"],
        "newest_notice": bell["newest"],
    }
