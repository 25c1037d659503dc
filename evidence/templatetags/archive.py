"""What the page of a record says of its keeping: filed or not, under which number, photos that stay behind."""

from django import template

from evidence.models import Amendment, Record

register = template.Library()


@register.inclusion_tag("evidence/_keeping.html", takes_context=True)
def keeping(context, record: Record) -> dict:
    """The panel of filing and of people in pictures; the page has its `box` of files."""
    may_file = context["request"].standing.may("archive.file")
    filing, files = getattr(record, "filing", None), context["box"].attachments
    return {
        "record": record,
        "filing": filing,
        "amendments": Amendment.objects.filter(record=record).count() if filing else 0,
        "may_file": may_file,
        "can_file": may_file and filing is None and record.state == Record.State.ACCEPTED,
        "kept_back": sum(row.stays for row in files),
        "photos": sum(row.blob_id is not None and row.blob.media_type.startswith("image/") for row in files),
    }
