"""The day on which the demo house of pictures and journeys lives, so that what it shows is the same on every day."""

import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

DAY = datetime(2026, 11, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
BUILT, SERVED = 9, 15  # o'clock; served hours later, so that nothing built lies in the future
AHEAD = "CIVILITY_CLOCK_AHEAD"  # seconds


def from_hour(hour: int) -> dict[str, str]:
    """The environment of processes for which it is that hour of the day now."""
    ahead = DAY + timedelta(hours=hour) - datetime.now(DAY.tzinfo)
    return {"DJANGO_SETTINGS_MODULE": "tools.clock_settings", AHEAD: str(ahead.total_seconds())}


def ahead() -> timedelta:
    return timedelta(seconds=float(os.environ.get(AHEAD, "0")))
