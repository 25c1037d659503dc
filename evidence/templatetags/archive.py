"""What the page of a record says of its keeping: filed or not, under which number, photos that stay behind."""

from django import template

from evidence.consent import kept_back
from evidence.models import Amendment, Filing, Record

register = template.Library()


@register.inclusion_tag("evidence/_keeping.html", takes_context=True)
def keeping(context, record: Record) -> dict:
    """The panel of filing and of people in pictures."""
    may_file = context["request"].standing.may("archive.file")
    filing = Filing.objects.filter(record=record).first()
    return {
        "record": record,
        "filing": filing,
        "amendments": Amendment.objects.filter(record=record).count() if filing else 0,
        "may_file": may_file,
        "can_file": may_file and filing is None and record.state == Record.State.ACCEPTED,
        "kept_back": kept_back(record.attachments.live()).count(),
        "photos": record.attachments.live().filter(blob__media_type__startswith="image/").count(),
    }
