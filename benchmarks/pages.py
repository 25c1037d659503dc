"""Does a page stay quick when the office grows? A demo unit and one with years of work, in one run.

    python benchmarks/pages.py

The big office has 2,000 tasks this year, 5,000 activities of eight years and 40,000 photos: 50 to 150 times the rows.
A page costs what it shows, so its time may grow to at most `MOST` times that of the small office, each told in times
of the page of my account, which shows no rows. Seconds of CPU of the server and of SQLite in it, the best of several
turns. Exits 1 beyond.
"""

import random
import sys
import time
from datetime import date, timedelta

import installation  # noqa: F401  the settings must be in force before anything of ours is imported
from django.core.management import call_command
from django.test import Client

from accounts.models import Department, User
from evidence.models import Activity, ActivityKind, Attachment, Record
from files.models import Blob
from programs.models import Plan, Task

TASKS, RECORDS, PHOTOS = 2000, 5000, 8  # photos of each record
FIRST = date(2019, 1, 1)
DAYS = 2890
SIGNS = "文明创建单位组织开展学习宣传教育活动干部职工参加共同推进工作道德讲堂节日主题公园社区慰问清洁交通"
TURNS = 5
MOST = 10.0
FLOOR = "/account/"
PAGES = {
    "工作台": "/",
    "任务分解": "/tasks/",
    "任务分解，全部": "/tasks/?show=all",
    "档案库": "/records/",
    "档案库，找“志愿”": "/records/?q=志愿",
    "记一次活动": "/records/new/",
    "统计看板": "/board/",
    "工作负担": "/board/burden/",
    "自评打分": "/scores/1/",
    "报表中心": "/reports/",
    "工作日历": "/calendar/",
    "搜索": "/search/?q=志愿服务",
}


def grow(plan: Plan) -> None:
    """Years of work, put straight into the tables: the actions that would write it are measured elsewhere."""
    chance = random.Random(3)
    departments = list(Department.objects.filter(unit=plan.unit))
    categories, clauses = list(plan.framework.categories.all()), list(plan.framework.clauses.all())
    order = plan.tasks.count()
    tasks = Task.objects.bulk_create(
        Task(
            plan=plan,
            title="".join(chance.choices(SIGNS, k=40)),
            number=str(100 + n),
            order=order + n,
            department=chance.choice(departments),
            category=chance.choice(categories),
            due_on=date(plan.year, 1, 10) + timedelta(days=n % 350),
            state=chance.choice(Task.State.values),
        )
        for n in range(1, TASKS + 1)
    )
    serves = Task.clauses.through
    serves.objects.bulk_create(serves(task=task, clause=chance.choice(clauses)) for task in tasks)
    records = [_record(plan.unit, chance.choice(departments), n, chance) for n in range(RECORDS)]
    Record.objects.bulk_create(records)
    kinds = list(ActivityKind.objects.filter(unit=None))
    Activity.objects.bulk_create(
        Activity(record=one, kind=chance.choice(kinds), place="烈士公园", headcount=30) for one in records
    )
    pictures = list(Blob.objects.filter(media_type__startswith="image/"))
    Attachment.objects.bulk_create(
        (
            Attachment(record=one, slot="photo", blob=blob, name=f"IMG_{place}.jpg", order=place)
            for one in records
            for place, blob in enumerate(chance.sample(pictures, PHOTOS))
        ),
        batch_size=2000,
    )


def _record(unit, department, n: int, chance: random.Random) -> Record:
    day = FIRST + timedelta(days=n * DAYS // RECORDS)
    return Record(
        unit=unit,
        department=department,
        title="".join(chance.choices(SIGNS, k=14)),
        summary="".join(chance.choices(SIGNS, k=220)),
        begins_on=day,
        year=day.year,
        state=chance.choice(["accepted"] * 8 + ["draft", "submitted", "returned"]),
    )


def cost(client: Client, path: str) -> float:
    """Seconds of CPU of the cheapest of several turns."""
    times = []
    for _ in range(TURNS):
        began = time.process_time()
        answer = client.get(path, headers={"Host": "127.0.0.1"})
        times.append(time.process_time() - began)
        assert answer.status_code == 200, path
    return min(times)


def measured(client: Client) -> dict[str, float]:
    """By the name of a page, what it costs above the floor of the same moment."""
    floor = cost(client, FLOOR)
    return {"": floor} | {name: cost(client, path) / floor for name, path in PAGES.items()}


def main() -> int:
    call_command("migrate", verbosity=0)
    call_command("demo", verbosity=0)
    client = Client()
    client.force_login(User.objects.get(username="office"), backend="django.contrib.auth.backends.ModelBackend")
    small = measured(client)
    grow(Plan.objects.order_by("-year").first())
    big = measured(client)
    sys.stdout.write(f"我的账号（底）：{small[''] * 1000:.0f} ms，{big[''] * 1000:.0f} ms\n")
    beyond = 0
    for name in PAGES:
        ratio = big[name] / small[name]
        beyond += ratio > MOST
        both = f"小单位是底的 {small[name]:.1f} 倍，大单位 {big[name]:.1f} 倍"
        sys.stdout.write(f"{name}：{both}，长到 {ratio:.1f} 倍，至多 {MOST:.0f} 倍\n")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
