"""Telling people (告知): that their report was answered, once the answer is committed.

A notice is a row of the same transaction as the answer, and is sent by the worker; where the worker dies
between sending and marking it, it is sent twice, and never not at all.
"""

import logging

from django.utils import timezone

from jingling.console.complaints.models import AnswerNotice, Case
from jingling.console.notices.sending import send
from jingling.numbers import normal_form

TEXT = (
    "【静铃】您的举报（回执 {receipt}）已有答复，请在平台查询；如仍有来电，可在该处反映。 "
    "jingling: your report {receipt} is answered; read it on the page of your receipt."
)
"""In both languages, for nobody knows which one the person reads."""

MOST_AT_ONCE = 100

log = logging.getLogger(__name__)


def tell(case: Case) -> None:
    """Write a notice for everybody who reported a case and can be told; inside a transaction."""
    told = {report.answer_to: report for report in case.reports.exclude(answer_to=None).order_by("-pk")}
    AnswerNotice.objects.bulk_create([AnswerNotice(report=report) for report in told.values()])


def tell_waiting() -> int:
    """Send what waits; return how many were sent. One that cannot be sent waits on."""
    sent = 0
    for notice in (
        AnswerNotice.objects.select_related("report").filter(sent_at=None).order_by("pk")[:MOST_AT_ONCE]
    ):
        try:
            send(normal_form(notice.report.answer_to) or "", TEXT.format(receipt=notice.report.receipt))
        except OSError:
            log.exception("a notice cannot be sent; it waits")
            break
        AnswerNotice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
        sent += 1
    return sent
