"""The ledger of honours with what only scoring knows: how much of the bonus of the year is left."""

from __future__ import annotations

from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from evidence.ledger_views import ledger_page
from evidence.models import Record
from scoring.bonus_left import bonuses_of, own_assessment


@requires("record.read")
@require_safe
def honour_list(request):
    def beside(asked) -> dict:
        assessment = own_assessment(request.user, request.unit, asked.year or timezone.localdate().year)
        return {"assessment": assessment, "bonuses": bonuses_of(assessment) if assessment else []}

    return ledger_page(request, Record.Kind.HONOUR, template="scoring/honour_list.html", beside=beside)
