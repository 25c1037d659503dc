"""The app's entry in Django's list."""

from django.apps import AppConfig
from django.conf import settings

from accounts import sentences
from documents import child


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "单位与人员"

    def ready(self):
        child.font_folder = settings.FONTS_DIR
        sentences.speak()
