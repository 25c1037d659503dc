"""The jobs of this floor: the reminders of a day."""

from django.utils import timezone

from jobs.registry import handler
from programs.reminders import remind

REMINDERS_AT = 8  # o'clock, local time


@handler("programs.reminders", title="到期提醒", daily_at=REMINDERS_AT)
def remind_of_today(work):
    """Remind everybody of what is due; on days off nothing happens."""
    return {"told": remind(timezone.localdate())}
