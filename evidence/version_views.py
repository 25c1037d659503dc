"""The page on which an older version of a file stands beside the newest."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from evidence.models import Attachment
from evidence.record_views import seen_record
from evidence.versions import compare


@requires("record.read")
@require_safe
def attachment_versions(request, pk):
    """`pk` is the older version; what stands in its place now is the newer."""
    rows = Attachment.objects.visible_to(request.user).readable().select_related("blob", "added_by")
    older = get_object_or_404(rows, pk=pk, replaced_by__isnull=False, blob__isnull=False)
    newer = get_object_or_404(rows, pk=older.replaced_by_id)
    context = {"record": seen_record(request, older.record_id), "told": compare(older, newer)}
    return render(request, "evidence/versions.html", context)
