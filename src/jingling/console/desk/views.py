"""Lists of the desk: what is due, all cases, what is held back, questions; labels, comparing with records."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jingling.console.audit.actions import record
from jingling.console.complaints.access import cases_of
from jingling.console.desk import access, asking, comparing, queries, tables
from jingling.console.desk.forms import QuestionForm
from jingling.console.desk.labels import DAYS, label_file
from jingling.console.frame.doors import OFFICERS, Role, door
from jingling.console.frame.language import t
from jingling.console.frame.listing import Column, Listing
from jingling.console.frame.pages import listing_page
from jingling.words import Words

EMPTY = Words("Nothing was reported yet.", "尚无举报。")
MOST_QUESTIONS = 100


def _columns(request: HttpRequest, columns: Sequence[Column]) -> Sequence[Column]:
    """Leave out what tells an enterprise nothing."""
    if request.user.role in access.SEES_ALL:
        return columns
    return tuple(column for column in columns if column.name not in tables.OF_ENTERPRISE)


@door(*OFFICERS)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List the cases in which something is due, what is due first at the top."""
    listing = Listing(
        request,
        access.queue_of(request.user),
        _columns(request, tables.QUEUE),
        tables.BY_DUE,
        filters=tables.QueueFilters,
        title=Words("What is due", "待办案件"),
        empty=Words("Nothing is due.", "暂无待办案件。"),
    )
    values = {
        "counts": queries.counts(request.user),
        "may_work": request.user.has_perm("complaints.work"),
        "compared": comparing.last_compared() if request.user.role in access.SEES_ALL else None,
    }
    return listing_page(request, listing, "due", "desk/queue.html", values)


@door(*OFFICERS)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List all cases."""
    listing = Listing(
        request,
        cases_of(request.user),
        _columns(request, tables.CASES),
        tables.BY_RECEIVED,
        filters=tables.CaseFilters,
        title=Words("All cases", "全部案件"),
        empty=EMPTY,
    )
    return listing_page(request, listing, "cases")


@door(Role.DESK, Role.REGULATOR)
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """List the cases that are held back."""
    listing = Listing(
        request,
        access.held_of(request.user),
        tables.HELD,
        tables.BY_RECEIVED,
        title=Words("Held back", "暂缓采用"),
        empty=Words("No case is held back.", "没有暂缓采用的案件。"),
    )
    return listing_page(request, listing, "held", "desk/held.html")


@door(Role.DESK, Role.REGULATOR)
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Show the surges that no records explain, and what was answered."""
    return _questions_page(request)


def _questions_page(
    request: HttpRequest, pk: int = 0, form: QuestionForm | None = None, status: int = 200
) -> HttpResponse:
    waiting = access.questions_of(request.user, answered=False).order_by("chance", "pk")[:MOST_QUESTIONS]
    over = access.questions_of(request.user, answered=True).order_by("-answered_at")[:MOST_QUESTIONS]
    return render(
        request,
        "desk/questions.html",
        {
            "waiting": [
                (one, form if form and one.pk == pk else QuestionForm(auto_id=f"id_%s_{one.pk}"))
                for one in waiting
            ],
            "over": over,
            "faulty": form,
            "may_work": request.user.has_perm("complaints.work"),
            "days": DAYS,
        },
        status=status,
    )


@door(Role.DESK)
@require_POST
def answer_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer to a question."""
    question = access.access_question(request.user, pk)
    form = QuestionForm(request.POST, auto_id=f"id_%s_{pk}")
    if not form.is_valid():
        return _questions_page(request, pk, form, 422)
    asking.answer_question(request.user, question, **form.cleaned_data)
    messages.success(request, t("Your answer was recorded.", "已记录答复。"))
    return redirect("desk:questions")


@door(Role.DESK)
@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """Hand out what people reported, as labels for `jingling fit`."""
    record("labels.exported", request.user, None, source="reports", days=DAYS)
    response = HttpResponse(label_file(), content_type="application/vnd.apache.parquet")
    response["Content-Disposition"] = 'attachment; filename="labels-of-reports.parquet"'
    return response


@door(Role.DESK)
@require_POST
def compare(request: HttpRequest) -> Any:
    """Ask for reports to be held against call records."""
    return redirect("jobs:one", pk=comparing.ask_to_compare(request.user).pk)
