"""The page of a case, and every step that people take on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jingling.complaints.classes import class_words
from jingling.console.complaints import handling
from jingling.console.complaints.access import access_case, access_decision, plain_receipt
from jingling.console.complaints.models import Case
from jingling.console.desk import access, actions, forms
from jingling.console.desk.story import Story, proposed_office, story_of
from jingling.console.errors import ConsoleError
from jingling.console.frame.doors import OFFICERS, Role, door
from jingling.console.frame.language import t
from jingling.console.registers.evidence import KINDS, keep_evidence, place_of
from jingling.numbers import mask

Step = Callable[[Any, Case, dict[str, Any]], object]


def _forward(actor: Any, case: Case, told: dict[str, Any]) -> object:
    house = access.organisations_to_ask().filter(pk=told["organisation"] or None).first()
    return handling.forward(actor, case, house, told["text"])


@transaction.atomic
def _act(actor: Any, case: Case, told: dict[str, Any]) -> object:
    proof = keep_evidence(actor, told["file"]) if told["file"] else None
    return handling.act(actor, case, told["text"], proof, told["proof"])


STEPS: dict[str, tuple[type[Form], Step]] = {
    "classify": (forms.ClassifyForm, lambda actor, case, told: handling.classify(actor, case, told["label"])),
    "forward": (forms.ForwardForm, _forward),
    "act": (forms.ActForm, _act),
    "bounce": (forms.ReasonForm, lambda actor, case, told: handling.bounce(actor, case, told["reason"])),
    "answer": (forms.AnswerForm, lambda actor, case, told: handling.answer(actor, case, told["text"])),
    "close": (forms.CloseForm, lambda actor, case, told: handling.close(actor, case, told["outcome"])),
    "reopen": (forms.ReasonForm, lambda actor, case, told: handling.reopen(actor, case, told["reason"])),
    "pause": (forms.ReasonForm, lambda actor, case, told: handling.pause(actor, case, told["reason"])),
    "resume": (forms.NothingForm, lambda actor, case, _told: handling.resume(actor, case)),
}
"""What can be done about a case: the form that is filled in, and what then happens."""

REPLIES = ("act", "bounce")
"""What an enterprise does."""


def steps_for(user: Any, case: Case) -> list[str]:
    """Return the steps that a person may take where a case stands, the one to be taken now first."""
    if user.role not in {Role.DESK, Role.CENTRE, Role.CARRIER}:
        return []
    if user.role != Role.DESK:
        return list(REPLIES) if case.state == "forwarded" else []
    if case.state == "withdrawn":
        return []
    undecided = ["classify"] if not case.label else []
    by_state = {
        "received": ["forward"] if case.complete or case.police_at else [],
        "forwarded": [] if case.organisation_id else list(REPLIES),
        "acted": ["answer", "reopen"],
        "answered": ["close", "reopen"],
        "closed": ["reopen"],
    }
    clock = [] if case.state == "closed" else ["resume" if case.paused else "pause"]
    return [*undecided, *by_state[case.state], *clock, *(["classify"] if case.label else [])]


def _form(step: str, case: Case, data: Any = None, files: Any = None) -> Form:
    kind = STEPS[step][0]
    values: dict[str, Any] = {"auto_id": f"id_{step}_%s"}
    if step == "forward":
        values["proposed"] = proposed_office(case)
    if step == "classify":
        values["initial"] = {"label": case.label or case.proposed}
    return kind(data, files, **values)


def _choices(story: Story) -> list[tuple[str, Any]]:
    """Return the numbers that may be seen whole: the one reported, and those that were rung and proved."""
    case = story.case
    own = (
        [("number", t("the number reported: {n}", "被举报号码：{n}", n=mask(case.number)))]
        if case.key
        else []
    )
    rung = [(receipt, t("rung: {n}", "被叫号码：{n}", n=mask(called))) for receipt, called in story.callees]
    return [*own, *rung]


def _page(
    request: HttpRequest,
    case: Case,
    *,
    faulty: dict[str, Form] | None = None,
    shown: str = "",
    status: int = 200,
) -> HttpResponse:
    faulty = faulty or {}
    story = story_of(request.user, case)
    steps = steps_for(request.user, case)
    works = request.user.role in access.SEES_ALL
    reveal = faulty.get("reveal") or forms.RevealForm(choices=_choices(story), auto_id="id_reveal_%s")
    return render(
        request,
        "desk/case.html" if works else "desk/enterprise_case.html",
        {
            "case": case,
            "classes": class_words(),
            "story": story,
            "steps": [(step, faulty.get(step) or _form(step, case)) for step in steps],
            "faulty": next(iter(faulty.values()), None),
            "pair_form": faulty.get("pair"),
            "reveal_form": reveal,
            "shown": shown,
            "may_work": request.user.has_perm("complaints.work"),
            "place": "work" if request.user.role == Role.DESK else "reply",
        },
        status=status,
    )


@door(*OFFICERS)
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell one case."""
    return _page(request, access_case(request.user, pk))


def _step(request: HttpRequest, pk: int, step: str, allowed: tuple[str, ...]) -> HttpResponse:
    one = access_case(request.user, pk)
    if step not in allowed:
        raise Http404
    form = _form(step, one, request.POST, request.FILES)
    if form.is_valid():
        try:
            STEPS[step][1](request.user, one, form.cleaned_data)
        except ConsoleError as fault:
            form.add_error(None, f"{fault.message} {fault.hint}".strip())
        else:
            messages.success(request, t("It was recorded.", "已记录。"))
            return redirect("desk:case", pk=pk)
    return _page(request, one, faulty={step: form}, status=422)


@door(Role.DESK)
@require_POST
def work(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of the desk."""
    return _step(request, pk, step, tuple(STEPS))


@door(Role.CENTRE, Role.CARRIER)
@require_POST
def reply(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of an enterprise: say what was done, or return the case."""
    return _step(request, pk, step, REPLIES)


@door(Role.DESK)
@require_POST
def reports(request: HttpRequest, pk: int) -> HttpResponse:
    """Join two reports, or keep them apart."""
    one = access_case(request.user, pk)
    form = forms.PairForm(request.POST)
    if form.is_valid():
        first, other = (
            access.case_of_receipt(request.user, plain_receipt(form.cleaned_data[name]))
            for name in ("one", "other")
        )
        if first is None or other is None:
            form.add_error("other", t("There is no report of this receipt.", "没有该回执编号的举报。"))
        else:
            try:
                verdict, reason = form.cleaned_data["verdict"], form.cleaned_data["reason"]
                handling.decide(request.user, first, other, verdict, reason)
            except ConsoleError as fault:
                form.add_error(None, f"{fault.message} {fault.hint}".strip())
            else:
                messages.success(request, t("It was recorded.", "已记录。"))
                first.refresh_from_db()
                return redirect("desk:case", pk=first.case_id)
    return _page(request, one, faulty={"pair": form}, status=422)


@door(Role.DESK)
@require_POST
def take_back(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """Take back what was decided about two reports."""
    access_case(request.user, pk)
    message = access_decision(request.user, decision)
    handling.take_back(request.user, message)
    messages.success(
        request, t("It is as if that had never been decided.", "已撤销，恢复至未作决定时的状态。")
    )
    message.report.refresh_from_db()
    return redirect("desk:case", pk=message.report.case_id)


@door(*OFFICERS)
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a whole number of a case to who says why."""
    one = access_case(request.user, pk)
    story = story_of(request.user, one)
    form = forms.RevealForm(request.POST, choices=_choices(story), auto_id="id_reveal_%s")
    if not form.is_valid():
        return _page(request, one, faulty={"reveal": form}, status=422)
    numbers = {"number": one.number, **dict(story.callees)}
    number = actions.reveal(
        request.user, one, numbers[form.cleaned_data["which"]], form.cleaned_data["reason"]
    )
    return _page(request, one, shown=number)


@door(Role.DESK, Role.REGULATOR)
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a screenshot or recording that a person sent, as a download."""
    one = access.file_of(request.user, pk)
    return _handed_out(one)


@door(*OFFICERS)
@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the file with which an enterprise proved that it acted, as a download."""
    return _handed_out(access.proof_of(request.user, pk))


def _handed_out(kept: Any) -> HttpResponse:
    if kept.kind not in KINDS or not place_of(kept).is_file():
        raise Http404  # a digest whose file its sender keeps
    return FileResponse(
        place_of(kept).open("rb"), as_attachment=True, filename=kept.name, content_type=KINDS[kept.kind][1]
    )
