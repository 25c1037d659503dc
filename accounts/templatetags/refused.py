"""What is wrong with a form that came back, at the top of the page: each field by its name, as a link to it."""

from django import template
from django.forms import BaseForm

register = template.Library()


@register.inclusion_tag("parts/refused.html", takes_context=True)
def refused(context) -> dict:
    """`{% refused %}`: the fields with errors of every form the page was given."""
    forms = {id(one): one for one in context.flatten().values() if isinstance(one, BaseForm) and one.is_bound}
    fields = [field for form in forms.values() for field in form.visible_fields() if field.errors]
    links = [{"label": field.label, "to": field.id_for_label or f"{field.auto_id}_error"} for field in fields]
    return {"links": links, "chose_files": context.get("chose_files", False)}
