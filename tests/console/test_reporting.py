"""A person's reports on the pages: kept at once, counted once, completed by a code, shown to nobody else."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from test_codes import last_code

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def told(**values: Any) -> dict[str, Any]:
    """Return what a person fills in, with what a test wants otherwise."""
    return {"token": uuid4().hex, "number": "95015020", "when": "now", "about": "贷款理财", **values}


def sent(client: Any, **values: Any) -> str:
    """Send a report and return the address of its receipt."""
    answer = client.post("/report/", told(**values))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def signed(client: Any, console: Any, address: str, number: str) -> None:
    """Prove a number for a report."""
    assert client.post(f"{address}/number", {"number": number})["Location"] == f"{address}/code"
    assert client.post(f"{address}/code", {"code": last_code(console)})["Location"] == address


def test_a_report_is_kept_before_anything_else_is_asked(world: Any, visit: Any, console: Any) -> None:  # noqa: ARG001
    """A guest's report is there at the first sending; a proved number completes it, and gets the answer."""
    from jingling.console.complaints.models import Report

    guest = visit()
    picture = SimpleUploadedFile("../../Screenshot 1.PNG", PNG)
    address = sent(guest, said="要给我贷款", refused_before="yes", file=picture)
    kept = Report.objects.get()
    assert (kept.lacks, kept.refused_before, kept.recorded) == (["reporter"], True, None)
    assert kept.attachments.get().name == "Screenshot 1.PNG"
    page = guest.get(address).content.decode()
    assert "Kept as intelligence" in page
    signed(guest, console, address, "13800000021")
    kept.refresh_from_db()
    assert kept.complete
    assert kept.answer_to == 8613800000021
    assert "Your report is kept</h1>" in guest.get(address).content.decode()
    assert kept.receipt in guest.get("/report/mine").content.decode()


def test_a_form_that_is_sent_again_counts_once(world: Any, visit: Any) -> None:  # noqa: ARG001
    """The same form on a bad connection is one report; filled in anew under its token it is asked about."""
    from jingling.console.complaints.models import Report

    guest, form = visit(), told(said="一次")
    first = guest.post("/report/", form)["Location"]
    assert guest.post("/report/", form)["Location"] == first
    other = guest.post("/report/", form | {"said": "两次"})
    assert other.status_code == 422
    assert "sent already" in other.content.decode()
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "hello"},
        {"when": "then", "called_at": "2099-01-01T10:00"},
        {"when": "then"},
        {"file": SimpleUploadedFile("a.png", b"MZ not a picture")},
        {"token": "x"},
    ],
)
def test_what_cannot_be_is_said_beside_its_field(world: Any, visit: Any, wrong: dict[str, Any]) -> None:  # noqa: ARG001
    """A number that is none, a time to come, a file that is no picture: told at the field, nothing kept."""
    from jingling.console.complaints.models import Report

    answer = visit().post("/report/", told(**wrong))
    assert answer.status_code == 422
    assert 'id="wrong"' in answer.content.decode()
    assert not Report.objects.exists()


def test_nobody_else_sees_a_report(world: Any, visit: Any, console: Any) -> None:  # noqa: ARG001
    """Another browser is asked for receipt and code; with both, or the proved number, it sees the report."""
    from jingling.console.complaints.access import code_of

    guest, other = visit(), visit()
    address = sent(guest)
    receipt = address.rsplit("/", 1)[1]
    for page in ("", "/number", "/code", "/add", "/again", "/withdraw"):
        assert other.get(address + page)["Location"] == "/report/find"
        assert other.post(address + page)["Location"] == "/report/find"
    assert other.post("/report/find", {"receipt": receipt, "code": "22222222"}).status_code == 422
    assert (
        other.post("/report/find", {"receipt": receipt.lower(), "code": code_of(receipt)})["Location"]
        == address
    )
    assert other.get(address).status_code == 200
    signed(guest, console, address, "13800000022")
    third = visit()
    third.post("/me/number", {"number": "13800000023"})
    third.post("/me/code", {"code": last_code(console)})
    assert third.get(address)["Location"] == "/report/find"


def test_what_was_missing_is_added_later(world: Any, visit: Any) -> None:  # noqa: ARG001
    """A report without time and matter is kept; both are added on a page that asks for what is missing."""
    from jingling.console.complaints.models import Report

    guest = visit()
    address = sent(guest, when="unknown", about="", number="")
    assert Report.objects.get().lacks == ["number", "called_at", "about", "reporter"]
    added = {"token": uuid4().hex, "when": "then", "called_at": "2026-11-02T09:30", "about": "保险"}
    for _ in range(2):
        assert guest.post(f"{address}/add", added)["Location"] == address
    kept = Report.objects.get()
    assert kept.lacks == ["number", "reporter"]
    assert kept.messages.count() == 1
    assert 'name="about"' not in guest.get(f"{address}/add").content.decode()


def test_a_person_reads_the_answer_and_says_that_it_did_not_stop(
    world: Any, visit: Any, console: Any
) -> None:
    """The answer stands on the receipt; a person's word opens the case again, and withdrawing ends it."""
    from jingling.console.complaints import handling
    from jingling.console.complaints.models import Report

    guest = visit()
    address = sent(guest)
    signed(guest, console, address, "13800000024")
    case = handling.forward(world.ours.desk, Report.objects.get().case)
    handling.act(world.ours.centre, case, "停了", proof="ticket")
    handling.answer(world.ours.desk, case, "已要求该企业停止来电。")
    assert "已要求该企业停止来电。" in guest.get(address).content.decode()
    word = {"token": uuid4().hex, "text": "今天又打来"}
    for _ in range(2):
        guest.post(f"{address}/again", word)
    case.refresh_from_db()
    assert (case.state, case.round, case.reopened_for) == ("received", 2, "今天又打来")
    guest.post(f"{address}/withdraw")
    assert "withdrawn" in guest.get(address).content.decode()


def test_one_address_sends_a_bounded_number_of_unproved_reports(
    world: Any,  # noqa: ARG001
    visit: Any,
    console: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Past the bound a guest is asked to prove a number; a form sent again still gets its receipt."""
    from jingling.console.complaints import views

    monkeypatch.setattr(views, "MOST_UNPROVED", 2)
    guest, form = visit(), told()
    first = guest.post("/report/", form)["Location"]
    sent(guest)
    assert guest.post("/report/", told()).status_code == 422
    assert guest.post("/report/", form)["Location"] == first
    signed(guest, console, first, "13800000025")
    sent(guest)


def test_the_form_weighs_little(world: Any, visit: Any) -> None:  # noqa: ARG001
    """The form with all its files is less than 60 KB, uncompressed, in both languages."""
    import re

    for language in ("en", "zh-hans"):
        client = visit(language=language)
        page = client.get("/report/").content
        files = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))
        assert len(files) >= 3
        weight = len(page) + sum(len(b"".join(client.get(name.decode()))) for name in files)
        assert weight <= 60 * 1024
