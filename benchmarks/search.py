"""How fast is a word found among 20,000 records? Ratios of time to a bare LIKE over the same fields, in one run.

    python benchmarks/search.py [number of records]

On SQLite in a folder of its own, or on the database CIVILITY_DATABASE_URL names (it must be empty). Limits: a rare word
of two signs at most half the time of LIKE; one that stands in every second record at most 3 times. Exits 1 beyond.
"""

import random
import sys
import time
from datetime import date, timedelta

import installation  # noqa: F401  the settings must be in force before anything of ours is imported
from django.core.management import call_command
from django.db import connection
from django.db.models import Q

from accounts import actions
from documents.bigrams import bare
from evidence.models import Activity, ActivityKind, Record, SearchText
from evidence.search_index import pair_words

COMMON = "志愿"  # in every second record
RARE = "水杉"  # in ten
SIGNS = "文明创建单位组织开展学习宣传教育活动干部职工参加共同推进工作道德讲堂节日主题公园社区慰问清洁交通"
TURNS = 9
LIMITS = {RARE: 0.5, COMMON: 3.0}
PAGE = 24


def fill(count: int) -> None:
    """Records with a title of 12 signs and a summary of 200, indexed as the actions do."""
    chance = random.Random(1)
    unit = actions.create_unit(code="bench", name="测速单位")
    department = actions.create_department(unit=unit, name="宣传处")
    kind = ActivityKind.objects.filter(unit=None).first()
    for start in range(0, count, 2000):
        records = []
        for n in range(start, min(start + 2000, count)):
            words = (COMMON if n % 2 else "") + (RARE if n % (count // 10) == 7 else "")
            day = date(2020, 1, 1) + timedelta(days=n % 2000)
            title = "".join(chance.choices(SIGNS, k=12))
            summary = "".join(chance.choices(SIGNS, k=100)) + words + "".join(chance.choices(SIGNS, k=100))
            fields = {"title": title, "summary": summary, "begins_on": day, "year": day.year}
            records.append(Record(unit=unit, department=department, **fields))
        Record.objects.bulk_create(records)
        Activity.objects.bulk_create(Activity(record=one, kind=kind, place="烈士公园") for one in records)
        SearchText.objects.bulk_create(_text(one) for one in records)


def _text(record: Record) -> SearchText:
    parts = [record.title, record.summary, "烈士公园"]
    pairs = sorted({pair for part in parts for pair in pair_words(part)})
    return SearchText(record=record, folded="\n".join(map(bare, parts)), pairs=" ".join(pairs))


def by_like(word: str):
    asked = Q(title__icontains=word) | Q(summary__icontains=word)
    asked |= Q(activity__people__icontains=word) | Q(activity__place__icontains=word)
    return Record.objects.filter(asked)


def counted(rows) -> tuple[int, list[int]]:
    """What a page asks: how many, and the newest."""
    return rows.count(), list(rows.order_by("-begins_on", "-pk").values_list("pk", flat=True)[:PAGE])


def best(ask) -> float:
    """Seconds of the quickest of several turns."""
    times = []
    for _ in range(TURNS):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    call_command("migrate", verbosity=0)
    fill(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(f"{connection.vendor}, {count} records\n")
    beyond = 0
    for word, limit in LIMITS.items():
        assert counted(Record.objects.found_by(word)) == counted(by_like(word))
        indexed = best(lambda word=word: counted(Record.objects.found_by(word)))
        bare_like = best(lambda word=word: counted(by_like(word)))
        ratio = indexed / bare_like
        beyond += ratio > limit
        sys.stdout.write(f"{word}: LIKE 1.00 ({bare_like * 1000:.1f} ms), index {ratio:.2f}, at most {limit:.2f}\n")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
