"""Templates quote a title, or set the quotation marks of a sentence, by the one rule of `documents.quoting`."""

from django import template

from documents import quoting

register = template.Library()


@register.filter
def quoted(title) -> str:
    """`{{ task.title|quoted }}`: the title in quotation marks, its own ones turned to single."""
    return quoting.quoted(title)


@register.filter
def nested(sentence) -> str:
    """`{{ message|nested }}`: a sentence that may quote a title which quotes something itself."""
    return quoting.nested(str(sentence))
