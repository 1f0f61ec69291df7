"""A person's own pages: proving the number, who says they consented, refusing, withdrawing, lifting."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingling.console.citizens import access, actions, codes
from jingling.console.citizens.forms import CallerForm, CodeForm, OwnNumberForm, TradeForm, WhatForm
from jingling.console.citizens.proof import forget, person_door, prove, proved_door, proved_number
from jingling.console.consents.access import consents_to, refusals_by
from jingling.console.frame.language import say, t
from jingling.numbers import normal_form

SENT = "code"
ASK = require_http_methods(["GET", "HEAD", "POST"])


def _page(request: HttpRequest, name: str, status: int = 200, **values: Any) -> HttpResponse:
    if number := proved_number(request):
        values["number"] = normal_form(number)
    return render(request, f"citizens/{name}.html", values, status=status)


@person_door
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what one can do here; without a proved number, what the pages are for."""
    number = proved_number(request)
    if number is None:
        return _page(request, "start")
    return _page(
        request,
        "home",
        consents=consents_to(number).filter(withdrawn_at=None).count(),
        refusals=refusals_by(number).filter(lifted_at=None).count(),
        policy=access.policy_of(number),
    )


@person_door
@ASK
def number(request: HttpRequest) -> HttpResponse:
    """Ask for the number, and send a code to it."""
    form = OwnNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["number"]
        if _sent(request, form, key):
            return redirect("citizens:code")
    return _page(request, "number", 422 if form.errors else 200, form=form)


def _sent(request: HttpRequest, form: Any, key: int, about: str = "", told: str = "") -> bool:
    """Send a code, and remember in the session which; put a refusal to send into the form."""
    try:
        code = codes.send_code(key, normal_form(key) or "", codes.sender_of(request), about, told)
    except codes.TooManyCodesError as fault:
        form.add_error(None, f"{fault.message} {fault.hint}")
        return False
    request.session[SENT] = code.pk
    return True


@person_door
@ASK
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent; it proves the number, or lifts the refusal it was sent for."""
    sent = access.code_sent(request.session.get(SENT, 0))
    if sent is None:
        return redirect("citizens:number")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if codes.check_code(sent, form.cleaned_data["code"].strip()):
            del request.session[SENT]
            return _used(request, sent)
        form.add_error(
            "code",
            t(
                "This is not the code, or it is over. After five tries ask for another.",
                "验证码不正确或已失效。输错五次后请重新获取。",
            ),
        )
    values = {"form": form, "sent_to": normal_form(sent.number), "place": settings.DATA / "messages"}
    return _page(request, "code", 422 if form.errors else 200, **values)


def _used(request: HttpRequest, sent: Any) -> HttpResponse:
    prove(request, sent.number)
    if not sent.about:
        return redirect("citizens:home")
    refusal = access.refusal_of_code(sent)
    if refusal is None:
        return redirect("citizens:refusals")
    done = actions.lift(sent, refusal)
    return redirect("citizens:receipt", reference=done.reference)


@proved_door
@require_safe
def consents(request: HttpRequest, number: int) -> HttpResponse:
    """Show who says that the person consented."""
    return _page(request, "consents", consents=consents_to(number))


@proved_door
@ASK
def consent(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Show one consent, and take it back."""
    one = access.own_consent(number, pk)
    if one is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("do") == "refuse":
            done = actions.refuse(number, principal=one.principal)
        else:
            done = actions.withdraw(number, one)
        return redirect("citizens:receipt", reference=done.reference)
    return _page(request, "consent", consent=one)


@proved_door
@ASK
def refuse(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 — the door gives it to each page
    """Ask whom the person wants to refuse."""
    form = WhatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(f"citizens:refuse_{form.cleaned_data['what']}")
    return _page(request, "refuse", 422 if form.errors else 200, form=form)


@proved_door
@ASK
def refuse_caller(request: HttpRequest, number: int) -> HttpResponse:
    """Refuse whoever is behind a number."""
    form = CallerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = actions.refuse(number, caller=form.cleaned_data["number"])
        return redirect("citizens:receipt", reference=done.reference)
    return _page(request, "refuse_one", 422 if form.errors else 200, form=form)


@proved_door
@ASK
def refuse_trade(request: HttpRequest, number: int) -> HttpResponse:
    """Refuse one kind of call, whoever makes it."""
    form = TradeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = actions.refuse(number, everyone=True, scope=form.cleaned_data["purpose"])
        return redirect("citizens:receipt", reference=done.reference)
    return _page(request, "refuse_one", 422 if form.errors else 200, form=form)


@proved_door
@ASK
def refuse_all(request: HttpRequest, number: int) -> HttpResponse:
    """Refuse everyone who calls on business."""
    if request.method == "POST":
        done = actions.refuse(number, everyone=True)
        return redirect("citizens:receipt", reference=done.reference)
    return _page(request, "refuse_all")


@proved_door
@require_safe
def refusals(request: HttpRequest, number: int) -> HttpResponse:
    """Show what the person refused."""
    return _page(request, "refusals", refusals=refusals_by(number))


@proved_door
@ASK
def lift(request: HttpRequest, number: int, receipt: str) -> HttpResponse:
    """Send a code that lifts one refusal."""
    one = access.own_refusal(number, receipt)
    if one is None:
        raise Http404
    form = CodeForm()
    if request.method == "POST":
        form = CodeForm({})
        told = t("It lets {whom} call you again.", "使用后将重新允许来电：{whom}。", whom=say(one.whom))
        if _sent(request, form, number, actions.about_lifting(one), told):
            return redirect("citizens:code")
        form.errors.pop("code", None)
    return _page(request, "lift", 422 if form.errors else 200, refusal=one, form=form)


@proved_door
@require_safe
def receipt(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """Show what was done, with its reference."""
    one = access.receipt_of(number, reference)
    if one is None:
        raise Http404
    return _page(request, "receipt", receipt=one)


@person_door
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the number in this browser."""
    forget(request)
    return redirect("citizens:home")
