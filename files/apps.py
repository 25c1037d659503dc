"""The app's entry in Django's list."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"
    verbose_name = "文件"
