"""What every page shows around its content: the menu, the unit and year, the bell."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.notices import Notice
from programs.current import current_plan


@dataclass(frozen=True)
class Item:
    """One line of the menu, shown to whoever its rule allows; `tab` is its word at the foot of a phone."""

    title: str
    path: str
    icon: str
    rule: str
    tab: str = ""
    tone: str = ""


MENU = [
    (
        "日常",
        [
            Item("工作台", "/", "house", "unit.read", tab="工作台"),
            Item("任务分解", "/tasks/", "list-check", "task.read", tab="任务"),
            Item("记一次活动", "/records/new/", "camera", "record.write", tab="记活动", tone="plus"),
            Item("活动档案", "/records/", "folder", "record.read"),
        ],
    ),
    (
        "考评",
        [
            Item("创建方案", "/plans/", "file-text", "plan.read"),
            Item("测评体系库", "/frameworks/", "collection", "plan.read"),
            Item("自评打分", "/scores/", "ui-checks-grid", "score.read"),
            Item("统计看板", "/board/", "bar-chart", "board.read", tab="看板"),
        ],
    ),
    (
        "成果",
        [
            Item("报表中心", "/reports/", "download", "report.read"),
            Item("系统设置", "/settings/", "gear", "unit.manage"),
            Item("操作日志", "/audit/", "clock-history", "audit.read"),
        ],
    ),
]
PATHS = [item.path for _, items in MENU for item in items]


def _current(path: str) -> str:
    """The menu's path a page belongs to: the longest beginning; the desk only to itself."""
    own = [one for one in PATHS if path == one or (one != "/" and path.startswith(one))]
    return max(own, key=len, default="")


def _late(request, plan) -> int:
    """How many tasks are overdue: of the own departments for people who act for those alone, else of the plan."""
    tasks = plan.tasks.overdue(timezone.localdate())
    if request.standing.is_department_only:
        tasks = tasks.on_desk_of(request.standing.departments)
    return tasks.count()


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
    plan = current_plan(request)
    return {
        "menu": _menu(request, _late(request, plan) if plan else 0),
        "unit": request.unit,
        "year": plan.year if plan else None,
        "standing": standing,
        "unread": Notice.objects.filter(user=request.user).unread().count(),
    }
