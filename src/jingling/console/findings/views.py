"""Pages of findings: overview, lists, one finding, its review, results, uploads."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingling.console.audit.actions import record
from jingling.console.errors import ConsoleError
from jingling.console.findings import access, actions, queries, tables
from jingling.console.findings.forms import RevealForm, ReviewForm, UploadForm
from jingling.console.findings.labels import label_lines
from jingling.console.findings.models import DRIFT_WORDS
from jingling.console.findings.uploads import keep_records
from jingling.console.frame.doors import Role, door
from jingling.console.frame.language import t
from jingling.console.frame.listing import Column, Listing
from jingling.console.frame.pages import listing_page
from jingling.console.lists.access import entries_of, standing_on
from jingling.console.registers.chain import chains_of
from jingling.detect.report.people import describe
from jingling.numbers import mask, read_number
from jingling.words import Words

READERS = (Role.CARRIER, Role.REGULATOR)
TITLES = {
    "number": Words("Numbers found", "号码线索"),
    "line": Words("Lines found", "线路线索"),
    "campaign": Words("Campaigns found", "团伙线索"),
}
BY_KIND = {"number": tables.NUMBERS, "line": tables.LINES, "campaign": tables.CAMPAIGNS}
EMPTY = Words(
    "No result yet. Upload call records, or take in a result that jingling detect wrote.",
    "尚无检测结果。请上传话单，或导入 jingling detect 的结果。",
)


def _columns(request: HttpRequest, columns: Sequence[Column]) -> Sequence[Column]:
    """Leave out whose records they are, where all are the reader's own."""
    own = request.user.role == Role.CARRIER
    return tuple(column for column in columns if not (own and column.name == "carrier"))


@door(*READERS)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Tell what waits for a decision, and how things stand."""
    return render(
        request,
        "findings/overview.html",
        {
            "counts": queries.counts_by_state(request.user),
            "totals": queries.totals(request.user),
            "latest": queries.latest_result(request.user),
            "numbers": queries.worst_open(request.user, "number"),
            "campaigns": queries.worst_open(request.user, "campaign", 5),
            "drift": queries.drift_by_kind(request.user),
            "drift_words": DRIFT_WORDS,
        },
    )


@door(*READERS)
@require_safe
def listed(request: HttpRequest, kind: str) -> HttpResponse:
    """List the findings of one kind."""
    listing = Listing(
        request,
        access.findings_of(request.user, kind),
        _columns(request, BY_KIND[kind]),
        tables.ORDERS,
        filters=tables.FindingFilters,
        title=TITLES[kind],
        empty=EMPTY,
    )
    return listing_page(
        request, listing, f"findings-{kind}s", numbers=request.user.has_perm("findings.export_numbers")
    )


@door(*READERS)
@require_safe
def finding(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Tell one finding's story, and what people decided."""
    one = access.access_finding(request.user, pk, kind)
    return _finding_page(request, one, ReviewForm(), RevealForm())


def _finding_page(
    request: HttpRequest,
    one: Any,
    review_form: Any,
    reveal_form: Any,
    *,
    number: str = "",
    status: int = 200,
) -> HttpResponse:
    from jingling.console.findings.story import story_of

    above, below = queries.neighbours(one, access.findings_of(request.user, one.kind))
    return render(
        request,
        "findings/finding.html",
        {
            "finding": one,
            "story": story_of(request.user, one),
            "titles": TITLES,
            "described": describe(one.name, unmask=False) if one.kind == "number" else None,
            "reviews": access.reviews_of(request.user).filter(finding=one),
            "may_review": request.user.has_perm("findings.review", one),
            "review_form": review_form,
            "reveal_form": reveal_form,
            "number": number,
            "above": above,
            "below": below,
            "entries": entries_of(request.user).filter(finding=one).order_by("-added_at", "-pk"),
            "standing": standing_on(one).count(),
            "may_list": one.kind != "campaign"
            and one.state == "confirmed"
            and request.user.has_perm("lists.change")
            and request.user.has_perm("findings.review", one),
        },
        status=status,
    )


@door(Role.CARRIER)
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision about a finding."""
    one = access.access_finding(request.user, pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _finding_page(request, one, form, RevealForm(), status=422)
    stood = standing_on(one).count()
    actions.review(request.user, one, **form.cleaned_data)
    messages.success(request, t("Your decision was recorded.", "已记录您的结论。"))
    if taken_off := stood - standing_on(one).count():
        messages.success(
            request,
            t("Taken off the system lists: {n}.", "已从系统名单移出 {n} 条。", n=taken_off),
        )
    return redirect(f"findings:{one.kind}", pk=pk)


@door(*READERS)
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a whole number to who says why."""
    one = access.access_finding(request.user, pk, "number")
    form = RevealForm(request.POST)
    number = actions.reveal(request.user, one, form.cleaned_data["reason"]) if form.is_valid() else ""
    status = 200 if number else 422
    if not request.headers.get("HX-Request"):  # without scripts, the answer is the whole page
        return _finding_page(request, one, ReviewForm(), form, number=number, status=status)
    part = "findings/revealed.html" if number else "findings/reveal.html"
    return render(request, part, {"finding": one, "reveal_form": form, "number": number}, status=status)


@door(*READERS)
@require_safe
def drift(request: HttpRequest) -> HttpResponse:
    """List where lines part ways with their registration."""
    listing = Listing(
        request,
        access.drifts_of(request.user),
        tables.DRIFTS,
        tables.DRIFT_ORDERS,
        filters=tables.DriftFilters,
        title=Words("Drift", "偏离登记"),
        empty=Words(
            "No line parts ways with its registration in the records read so far.",
            "已读入的话单中，未见线路偏离登记。",
        ),
    )
    return listing_page(request, listing, "drift", "findings/drift.html")


@door(*READERS)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """List the results."""
    listing = Listing(
        request,
        access.results_of(request.user),
        _columns(request, tables.RESULTS),
        tables.RESULT_ORDERS,
        title=Words("Call records and their results", "话单与检测结果"),
        empty=EMPTY,
    )
    values = {"may_upload": request.user.has_perm("findings.upload")}
    return listing_page(request, listing, "results", "findings/results.html", values)


@door(*READERS)
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell one result: what was read, what not, what was found."""
    one = access.access_result(request.user, pk)
    return render(request, "findings/result.html", {"result": one})


@door(*READERS)
@require_safe
def answerable(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who answers for a finding's number, without the number in the address."""
    one = access.access_finding(request.user, pk, "number")
    number = read_number(one.name)
    return render(
        request,
        "registers/chain.html",
        {
            "shown": mask(number.normal),
            "number": number,
            "chains": chains_of(request.user, number),
            "findings": [one],
        },
    )


@door(Role.CARRIER)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file of call records and ask for its detection."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            job = keep_records(request.user, form.cleaned_data["records"], form.cleaned_data["title"])
        except ConsoleError as fault:
            form.add_error("records", f"{fault.message} {fault.hint}")
        else:
            return redirect("jobs:one", pk=job.pk)
    return render(request, "findings/upload.html", {"form": form}, status=422 if form.errors else 200)


@door(Role.CARRIER)
@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """Hand out what people decided, as labels for `jingling fit`."""
    record("labels.exported", request.user)
    response = StreamingHttpResponse(label_lines(request.user), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="labels.csv"'
    return response
