"""A person's reports: telling of a call, the receipt, the answer, and what comes after it.

A report is kept at the first sending, before anything else is asked; who wants an answer then proves a number
by a one-time code. A browser may see the reports that it sent, those whose code it gave, and those of the
number it proved.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jingling.complaints.messages import Added
from jingling.console.citizens import codes
from jingling.console.citizens.access import code_sent
from jingling.console.citizens.proof import person_door, prove, proved_door, proved_number
from jingling.console.complaints import access, actions, handling
from jingling.console.complaints.forms import (
    AddForm,
    AgainForm,
    CodeForm,
    FindForm,
    OwnNumberForm,
    ReportForm,
)
from jingling.console.complaints.models import Report
from jingling.console.errors import ConsoleError
from jingling.console.frame.away import typed
from jingling.console.frame.language import t
from jingling.numbers import normal_form

HELD = "reports"
"""In the session: receipts of the reports that this browser may see."""

SENT = "report-code"
MOST_HELD = 50
MOST_UNPROVED = 60
"""Reports that one address may send within an hour without proving a number."""

ASK = require_http_methods(["GET", "HEAD", "POST"])
MAY_REOPEN = frozenset({"acted", "answered", "closed"})

View = Callable[..., HttpResponse]


def _page(request: HttpRequest, name: str, status: int = 200, **values: Any) -> HttpResponse:
    if number := proved_number(request):
        values["number"] = normal_form(number)
    return render(request, f"complaints/{name}.html", values, status=status)


def _hold(request: HttpRequest, receipt: str) -> None:
    held = [one for one in request.session.get(HELD, []) if one != receipt]
    request.session[HELD] = [*held, receipt][-MOST_HELD:]


def own_door(view: View) -> View:
    """Open a page to who may see the report in its address; others are asked for receipt and code."""

    @wraps(view)
    def opened(request: HttpRequest, receipt: str, **kwargs: Any) -> HttpResponse:
        number = proved_number(request)
        if receipt in request.session.get(HELD, []):
            return view(request, access.report_of(receipt), **kwargs)
        own = access.own_report(number, receipt) if number is not None else None
        return view(request, own, **kwargs) if own is not None else redirect("reports:find")

    return person_door(opened)


@person_door
@ASK
@typed(ReportForm)
def report(request: HttpRequest) -> HttpResponse:
    """Tell of a call; the report is kept when this answers, once however often it is sent."""
    form = ReportForm(request.POST or None, request.FILES or None, initial={"token": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _received(request, form)
        except actions.ReusedKeyError:
            form.data = form.data.copy()
            form.data["token"] = uuid4().hex
            form.add_error(
                None,
                t(
                    "This was sent already. Send it once more if it is another report.",
                    "该表单已提交过。如为另一次举报，请再次提交。",
                ),
            )
        except ConsoleError as fault:
            form.add_error(None, f"{fault.message} {fault.hint}")
        else:
            _hold(request, receipt)
            return redirect("reports:receipt", receipt=receipt)
    return _page(request, "report", 422 if form.errors else 200, form=form)


def _received(request: HttpRequest, form: ReportForm) -> str:
    """Take a report in and return its receipt.

    Raises:
        ReusedKeyError: the form was sent before with another content.
        ConsoleError: too many came from here.
    """
    person = proved_number(request)
    sender = "proved" if person is not None else f"address {codes.sender_of(request)}"
    token = form.cleaned_data["token"]
    if person is None and not actions.was_sent(sender, token):
        _few(sender)

    def do() -> dict[str, Any]:
        made = actions.receive(form.told(person), answer_to=person, files=form.sent_files)
        return {"receipt": made.receipt}

    receipt: str = actions.once(sender, token, form.digest(), do)["receipt"]
    return receipt


def _few(sender: str) -> None:
    if actions.sent_since(sender, timezone.now() - timedelta(hours=1)) >= MOST_UNPROVED:
        raise ConsoleError(
            t("Very many reports came from here.", "此处提交的举报过多。"),
            t("Prove your number first, or wait an hour.", "请先验证号码，或一小时后再试。"),
        )


@own_door
@require_safe
def receipt(request: HttpRequest, own: Report) -> HttpResponse:
    """Show the receipt, where the report stands, what it lacks, and the answer."""
    return _page(
        request,
        "receipt",
        report=own,
        case=own.case,
        code=access.code_of(own.receipt),
        answers=access.answers_to(own),
        may_reopen=own.case.state in MAY_REOPEN,
        files=own.attachments.count(),
    )


@person_door
@ASK
@typed(FindForm)
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a receipt and its code."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = access.report_by_code(form.cleaned_data["receipt"], form.cleaned_data["code"])
        if found is not None:
            _hold(request, found.receipt)
            return redirect("reports:receipt", receipt=found.receipt)
        form.add_error("code", t("This is not the receipt's code.", "回执编号与查询码不符。"))
    return _page(request, "find", 422 if form.errors else 200, form=form)


@proved_door
@require_safe
def mine(request: HttpRequest, number: int) -> HttpResponse:
    """Show what the person of a number reported."""
    return _page(request, "mine", reports=access.reports_by(number)[:200])


@own_door
@ASK
@typed(OwnNumberForm)
def number(request: HttpRequest, own: Report) -> HttpResponse:
    """Ask where the answer shall go, and send a code there."""
    form = OwnNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["number"]
        told = t("It signs your report.", "用于确认您的举报。")
        try:
            sent = codes.send_code(
                key, normal_form(key) or "", codes.sender_of(request), f"report {own.pk}", told
            )
        except codes.TooManyCodesError as fault:
            form.add_error(None, f"{fault.message} {fault.hint}")
        else:
            request.session[SENT] = sent.pk
            return redirect("reports:code", receipt=own.receipt)
    return _page(request, "number", 422 if form.errors else 200, form=form, report=own)


@own_door
@ASK
@typed(CodeForm)
def code(request: HttpRequest, own: Report) -> HttpResponse:
    """Ask for the code that was sent; with it the report is its person's."""
    sent = code_sent(request.session.get(SENT, 0))
    if sent is None or sent.about != f"report {own.pk}":
        return redirect("reports:number", receipt=own.receipt)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if codes.check_code_of_one_use(sent, form.cleaned_data["code"].strip()):
            _signed(own, sent.number)
            prove(request, sent.number)
            del request.session[SENT]
            return redirect("reports:receipt", receipt=own.receipt)
        form.add_error(
            "code",
            t(
                "This is not the code, or it is over. After five tries ask for another.",
                "验证码不正确或已失效。输错五次后请重新获取。",
            ),
        )
    values = {"form": form, "sent_to": normal_form(sent.number), "place": settings.DATA / "messages"}
    return _page(request, "code", 422 if form.errors else 200, report=own, **values)


def _signed(own: Report, person: int) -> None:
    added = Added(
        actions.new_message(),
        timezone.now(),
        own.name,
        called=person,
        called_proven=True,
        reporter=access.token_of(person),
    )
    actions.add(own, added, answer_to=person)


@own_door
@ASK
@typed(AddForm)
def add(request: HttpRequest, own: Report) -> HttpResponse:
    """Add what is missing, more words, or a file."""
    form = AddForm(
        request.POST or None, request.FILES or None, lacks=own.lacks, initial={"token": uuid4().hex}
    )
    if request.method == "POST" and form.is_valid():

        def do() -> dict[str, Any]:
            actions.add(own, form.added(own.name), files=form.sent_files)
            return {}

        _once(request, own, form, do, t("It was added.", "已补充。"))
        return redirect("reports:receipt", receipt=own.receipt)
    return _page(request, "add", 422 if form.errors else 200, form=form, report=own)


@own_door
@ASK
@typed(AgainForm)
def again(request: HttpRequest, own: Report) -> HttpResponse:
    """Say that the calls did not stop; the case is opened again."""
    form = AgainForm(request.POST or None, initial={"token": uuid4().hex})
    if request.method == "POST" and form.is_valid():

        def do() -> dict[str, Any]:
            handling.did_not_stop(own, form.cleaned_data["text"])
            return {}

        _once(request, own, form, do, t("The case is open again.", "案件已重新办理。"))
        return redirect("reports:receipt", receipt=own.receipt)
    return _page(request, "again", 422 if form.errors else 200, form=form, report=own)


@own_door
@ASK
def withdraw(request: HttpRequest, own: Report) -> HttpResponse:
    """Take the report back."""
    if request.method == "POST":
        if own.case.state != "withdrawn":
            handling.withdraw(own)
        return redirect("reports:receipt", receipt=own.receipt)
    return _page(request, "withdraw", report=own)


def _once(
    request: HttpRequest, own: Report, form: AddForm | AgainForm, do: Callable[[], dict[str, Any]], said: str
) -> None:
    """Do something to a report once for a form, and say so, or why it cannot be done."""
    try:
        actions.once(f"report {own.pk}", form.cleaned_data["token"], form.digest(), do)
    except ConsoleError as fault:
        messages.error(request, f"{fault.message} {fault.hint}")
    else:
        messages.success(request, said)
