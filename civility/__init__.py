"""The parts put together: settings, addresses, Celery, demo data. Nobody imports this package."""

from civility.celery import app as celery_app

__all__ = ["celery_app"]
