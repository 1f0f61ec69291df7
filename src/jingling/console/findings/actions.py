"""What people do with findings: decide, and look at a whole number for a reason."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from jingling.console.audit.actions import record
from jingling.console.errors import NotAllowedError
from jingling.console.findings.models import REASON_WORDS, STATE_WORDS, Finding, Review
from jingling.console.frame.language import say, t
from jingling.console.lists.actions import end_with_confirmation
from jingling.numbers import mask

DONE = {"confirmed": "finding.confirmed", "dismissed": "finding.dismissed", "open": "finding.reopened"}


@transaction.atomic
def review(actor: Any, finding: Finding, state: str, reason: str, note: str = "") -> Review:
    """Decide about a finding; the decision becomes a label for `jingling fit`.

    What stands on system lists because the finding was confirmed comes off with any other decision.

    Raises:
        NotAllowedError: the finding is not of the person's own organisation.
    """
    if not actor.has_perm("findings.review", finding):
        raise NotAllowedError(
            "This finding is another organisation's.", "Only those whose records show it decide."
        )
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    finding.state, finding.reviewed_at = state, timezone.now()
    finding.save(update_fields=["state", "reviewed_at"])
    decided = Review.objects.create(finding=finding, reviewer=actor, state=state, reason=reason, note=note)
    record(
        DONE[state],
        actor,
        finding,
        what=mask(finding.name) if finding.kind == "number" else finding.name,
        reason=reason,
    )
    if state != Finding.State.CONFIRMED:
        said = {"state": say(STATE_WORDS[state]), "reason": say(REASON_WORDS[reason])}
        why = t("The finding is {state} now: {reason}", "线索现为“{state}”：{reason}", **said)
        end_with_confirmation(actor, finding, why)
    return decided


@transaction.atomic
def reveal(actor: Any, finding: Finding, reason: str) -> str:
    """Return the whole number of a finding, and record who wanted it and why."""
    record("number.revealed", actor, finding, number=mask(finding.name), reason=reason)
    return str(finding.name)
