"""Looking at what is done in the background."""

from __future__ import annotations

from datetime import timedelta

import redis
from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone

from civility.condition.finding import GOOD, HEED, WRONG, Finding, looks_at
from jobs import pulse
from jobs.models import Job

QUIET = timedelta(minutes=2)  # a worker not seen for longer is called away
LONG_WAIT = timedelta(minutes=10)
RECENTLY = timedelta(days=7)


@looks_at("后台进程")
def worker() -> Finding:
    title, seen, now = "后台进程", pulse.last(), timezone.now()
    if Job.objects.filter(state=Job.State.RUNNING, lease_until__gt=now).exists() or (seen and now - seen < QUIET):
        return Finding(title, GOOD, "在运行，报表、提醒和核验会按时做。")
    todo = (
        "看一看 worker 和 beat 两个进程有没有启动。"
        if settings.REDIS_URL
        else "用 make run（manage.py serve）启动会带上它；也可以单独运行 manage.py worker。"
    )
    said = (
        f"最近一次有动静是 {timezone.localtime(seen):%m-%d %H:%M}，现在没有在运行。"
        if seen
        else "没有在运行，报表生成不了，提醒也不会发。"
    )
    return Finding(title, WRONG, said, todo)


@looks_at("排队的任务")
def queue() -> Finding:
    waiting = Job.objects.filter(state=Job.State.QUEUED).aggregate(count=Count("pk"), oldest=Min("asked_at"))
    if waiting["count"] and timezone.now() - waiting["oldest"] > LONG_WAIT:
        since = timezone.localtime(waiting["oldest"])
        return Finding(
            "排队的任务",
            WRONG,
            f"有 {waiting['count']} 个在排队，最早的从 {since:%m-%d %H:%M} 等到现在。",
            "看后台进程有没有在运行。",
        )
    return Finding(
        "排队的任务", GOOD, f"{waiting['count']} 个在排队，都在正常等待。" if waiting["count"] else "没有排队的。"
    )


@looks_at("没做成的任务")
def failures() -> Finding:
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gt=timezone.now() - RECENTLY)
    last = failed.order_by("-finished_at").first()
    if last is None:
        return Finding("没做成的任务", GOOD, "近 7 天都做成了。")
    return Finding(
        "没做成的任务",
        HEED,
        f"近 7 天有 {failed.count()} 个没做成，最近的是“{last.title}”：{last.message}",
        "请提出的人重试一次；还不行，看服务器上的日志。",
    )


@looks_at("Redis")
def broker() -> Finding:
    title = "Redis"
    if not settings.REDIS_URL:
        return Finding(title, GOOD, "没有用 Redis，由自带的后台进程做事，这样就可以。")
    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)
        kept = client.config_get("maxmemory-policy", "appendonly")
    except redis.RedisError as problem:
        return Finding(
            title,
            WRONG,
            f"连不上：{str(problem)[:120]}",
            "检查 Redis 有没有启动，以及 CIVILITY_REDIS_URL。任务不会丢，连上后接着做。",
        )
    if kept.get("maxmemory-policy", "noeviction") != "noeviction" or kept.get("appendonly", "yes") != "yes":
        return Finding(
            title,
            HEED,
            "满了会丢任务，或重启后会忘记任务。",
            "用 --maxmemory-policy noeviction --appendonly yes 启动。",
        )
    return Finding(title, GOOD, "连得上，满了不丢、重启不忘。")
