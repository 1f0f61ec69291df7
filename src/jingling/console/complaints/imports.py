"""Files of reports: read in the background, row by row; one that was broken off goes on where it was."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction

from jingling.complaints.errors import IntakeError
from jingling.console.audit.actions import record
from jingling.console.complaints import actions
from jingling.console.complaints.access import IMPORT, tokens_key
from jingling.console.complaints.taking import of_sender
from jingling.console.errors import ConsoleError
from jingling.console.jobs.actions import ask as ask_job
from jingling.console.jobs.models import Job
from jingling.console.jobs.work import Tell
from jingling.console.registers.evidence import keep_evidence, place_of
from jingling.console.registers.models import Evidence
from jingling.words import Words

TAKING = Words("taking reports in", "受理举报")
EVERY = 50
"""How many rows are taken between two words about how far it is."""


@transaction.atomic
def ask(actor: Any, file: Any) -> Job:
    """Keep a file of reports, and ask for its reading.

    Raises:
        ConsoleError: it is no CSV file, too large, or none of its columns is named as a number.
    """
    if Path(file.name).suffix.lower() != ".csv":
        raise ConsoleError("Reports are sent as CSV.", "Save the table as CSV in UTF-8.")
    evidence = keep_evidence(actor, file)
    job = ask_job(actor, IMPORT, evidence.name)
    job.arguments = {"evidence": evidence.pk}
    job.save(update_fields=["arguments"])
    return job


def take(job: Job, tell: Tell) -> dict[str, Any]:
    """Take the reports of a file in; those of names taken in before are not counted again.

    Returns:
        rows, taken, sent_again and in_quarantine (by reason): rows = taken + sent_again + all in quarantine.

    Raises:
        IntakeError: the file cannot be read as reports.
    """
    from jingling.complaints.intake import read_reports

    evidence = Evidence.objects.get(pk=job.arguments["evidence"])
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "reports.csv"
        path.symlink_to(place_of(evidence))
        try:
            read = read_reports([path], key=tokens_key())
        except IntakeError as fault:
            raise ConsoleError(fault.message.replace(str(path), evidence.name), fault.hint) from fault
    taken = 0
    for at, told in enumerate(read.reports):
        if at % EVERY == 0:
            tell(TAKING, at, len(read.reports))
        named = of_sender(told, job.organisation_id)
        taken += not actions.is_known(named.report)
        actions.receive(named, sent_by=job.organisation, actor=job.owner)
    result = {
        "rows": read.rows,
        "taken": taken,
        "sent_again": len(read.reports) - taken,
        "in_quarantine": dict(Counter(row.reason for row in read.refused)),
    }
    record("reports.imported", job.owner, job, file=evidence.digest, **result)
    return result
