"""The demo unit's roster: who logs in and their colleagues, in six party branches. All persons are invented."""

from __future__ import annotations

from datetime import date

from accounts import roster_actions
from accounts.models import Department, PartyBranch, Unit, User

# branch, secretary, its departments by short name
BRANCHES = [
    ("办公室党支部", "赵启明", ["办公室", "信息中心"]),
    ("宣传处党支部", "何雨", ["宣传处"]),
    ("人事处党支部", "方正", ["人事处", "法规处"]),
    ("合作发展处党支部", "江远", ["合作处", "科创处"]),
    ("机关党委党支部", "郑海波", ["机关党委", "机关工会"]),
    ("机关纪委党支部", "冯洁", ["机关纪委"]),
]
SURNAMES = "王李张刘陈杨黄吴徐孙马朱胡林郭罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡丁"
GIVEN = [
    "佳宁",
    "思远",
    "晓彤",
    "志华",
    "雨桐",
    "建国",
    "丽娟",
    "文博",
    "静怡",
    "海涛",
    "若兰",
    "明轩",
    "春燕",
    "立群",
    "可欣",
    "卫东",
    "诗涵",
    "永刚",
    "梦洁",
    "国庆",
]
COLLEAGUES = 6  # of each department, beside those who log in
UNREGISTERED, OUTSIDE_THE_PARTY = 3, 4  # every third colleague is no volunteer, every fourth no party member


def build_roster(unit: Unit, departments: dict[str, Department], users: list[User], year: int, by: User) -> None:
    """Branches first, then the people of each department in the order of the departments."""
    branches: dict[int, PartyBranch] = {}
    for name, secretary, shorts in BRANCHES:
        own = [departments[short] for short in shorts]
        branch = roster_actions.create_branch(unit=unit, name=name, secretary=secretary, departments=own, by=by)
        branches |= {department.pk: branch for department in own}
    place = 0
    for department in departments.values():
        here = [user for user in users if any(row.department_id == department.pk for row in user.memberships.all())]
        for seat in range(len(here) + COLLEAGUES):
            place += 1
            user = here[seat] if seat < len(here) else None
            is_member = user is not None or place % OUTSIDE_THE_PARTY != 0
            is_volunteer = user is not None or place % UNREGISTERED != 0
            roster_actions.add_person(
                unit=unit,
                by=by,
                name=user.name if user else SURNAMES[place % len(SURNAMES)] + GIVEN[place * 7 % len(GIVEN)],
                number=f"{place:03}",
                department=department,
                branch=branches[department.pk] if is_member else None,
                user=user,
                is_party_member=is_member,
                is_volunteer=is_volunteer,
                volunteer_on=date(year - 1, 3, 5) if is_volunteer else None,
            )
