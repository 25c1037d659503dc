"""The Celery application: a doorbell for jobs whose truth is the Job row."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civility.settings")
app = Celery("civility")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["jobs"], related_name="doorbell")
