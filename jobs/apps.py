"""The app's entry in Django's list; it gathers every app's handlers from their `jobs.py` at start."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "后台任务"

    def ready(self):
        autodiscover_modules("jobs")
