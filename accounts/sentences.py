"""What a form says where a field has no words of its own: Django's Chinese is a machine's, this is a colleague's."""

from django import forms
from django.core import validators


def speak() -> None:
    """Put our sentences where Django's stand; once, at the start."""
    forms.Field.default_error_messages["required"] = "这一项要填。"
    validators.MaxLengthValidator.message = "最多 %(limit_value)d 个字，这里有 %(show_value)d 个。"
    validators.validate_slug.message = "只用字母、数字、横线和下划线。"
