"""The demo unit's yardstick made to work: rules as its paper prints them, and what feeds its figures."""

from __future__ import annotations

from accounts.models import User
from scoring import ruling_actions, threshold_actions
from scoring.models import Framework
from scoring.thresholds import Threshold


def set_rules(framework: Framework, by: User) -> None:
    """Confirm all that the paper proposes; what it does not say stays with people."""
    clauses = framework.clauses.values_list("pk", flat=True)
    ruling_actions.confirm_proposals(framework=framework, clauses=clauses, by=by)
    rows = Threshold.objects.filter(clause__framework=framework).values_list("pk", flat=True)
    threshold_actions.confirm_bindings(framework=framework, thresholds=list(rows), by=by)
