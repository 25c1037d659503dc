"""Templates ask the same table as the views; forms carry their once-key."""

from django import template
from django.utils.html import format_html

from accounts.once import new_key

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context, rule: str) -> bool:
    """`{% may "task.assign" as can_assign %}`: what the person may do in the unit in hand."""
    standing = context.get("standing")
    return bool(standing and standing.may(rule))


@register.simple_tag
def once_key():
    """The hidden field that lets a form do its work once."""
    return format_html('<input type="hidden" name="once_key" value="{}">', new_key())
