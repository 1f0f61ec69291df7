"""Reports by the API: answered after the commit, counted once, faults told, none shown without a code."""

import json
from typing import Any

import pytest
from test_codes import last_code

REPORT = {
    "number": "95015020",
    "called_at": "2026-11-02 09:30",
    "about": "贷款理财",
    "reporter": "13800000009",
}


def post(client: Any, address: str, body: Any, key: str = "", **headers: str) -> Any:
    """Post JSON with an idempotency key."""
    return client.post(
        f"/api/v1/{address}",
        data=json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key, **headers} if key else headers,
    )


@pytest.fixture
def desk(world: Any, visit: Any) -> Any:
    """The desk's machine."""
    return visit(world.ours.desk)


def test_a_report_is_counted_once_however_often_it_is_sent(desk: Any) -> None:
    """The same key and body get the same receipt; another body under the key is a fault with its type."""
    from jingling.console.complaints.models import Report

    first = post(desk, "reports", REPORT, "key-000001")
    assert first.status_code == 201
    assert first.json()["complete"]
    assert post(desk, "reports", REPORT, "key-000001").json() == first.json()
    other = post(desk, "reports", {**REPORT, "said": "more"}, "key-000001")
    assert (other.status_code, other["Content-Type"]) == (422, "application/problem+json")
    assert Report.objects.count() == 1
    assert post(desk, "reports", REPORT).status_code == 422  # without a key nothing is taken
    kept = Report.objects.get()
    assert "13800000009" not in f"{kept.whose} {kept.reporter} {kept.name}"
    assert kept.answer_to == 8613800000009


def test_a_name_of_the_sender_is_counted_once_and_is_the_senders_own(world: Any, visit: Any) -> None:
    """The sender's name for a report counts once under any key; another sender's is another report."""
    from jingling.console.complaints.models import Report

    named = {**REPORT, "report": "H-1"}
    ours, theirs = visit(world.ours.desk), visit(world.theirs.desk)
    first = post(ours, "reports", named, "key-000001").json()
    assert post(ours, "reports", named, "key-000002").json() == first
    assert post(theirs, "reports", named, "key-000001").json() != first
    assert Report.objects.count() == 2


def test_many_reports_go_on_after_a_failure(desk: Any) -> None:
    """Good rows are kept beside faulty ones; sent again all are answered the same; longer texts are kept."""
    from jingling.console.complaints.models import Report

    rows = [
        REPORT,
        {"number": "not a number"},
        {**REPORT, "number": "95015021", "called_at": "2026-13-40"},
        {"number": "anonymous", "said": "响一声就挂"},
    ]
    first = post(desk, "reports/batch", rows, "key-000001").json()
    assert [bool(row["receipt"]) for row in first] == [True, False, False, True]
    assert [row["field"] for row in first] == ["", "number", "called_at", ""]
    assert first[3]["receipt"]["missing"] == ["number", "called_at", "reporter"]
    assert post(desk, "reports/batch", rows, "key-000001").json() == first
    assert post(desk, "reports/batch", rows[:1], "key-000001").status_code == 422
    assert Report.objects.count() == 2


def test_a_hotlines_file_is_read_in_the_background(world: Any, desk: Any) -> None:
    """Rows = taken + sent again + in quarantine; read twice, or sent under another key, it counts once."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from jingling.console.complaints.models import Report
    from jingling.console.jobs.models import Job
    from jingling.console.jobs.work import do

    lines = ["举报编号,来电号码,来电时间,来电事由,举报人", "H-1,95015020,2026-11-02 09:30,贷款,13800000009"]
    lines += ["H-2,95015020,2026-11-02 09:31,贷款,13800000010", "H-2,95015020,,,", "H-3,x,,,"]
    for key in ("key-000001", "key-000002", "key-000002"):
        file = SimpleUploadedFile("h.csv", "\n".join(lines).encode())
        asked = desk.post("/api/v1/reports/file", {"file": file}, headers={"Idempotency-Key": key})
        assert asked.status_code == 202, asked.content
        if asked.json()["state"] == "waiting":
            do(Job.objects.get(pk=asked.json()["id"]))
    told = desk.get(f"/api/v1/reports/file/{asked.json()['id']}").json()
    assert told["result"] == {
        "rows": 4,
        "taken": 0,
        "sent_again": 2,
        "in_quarantine": {"sent-again": 1, "not-a-number": 1},
    }
    assert Report.objects.count() == 2
    assert Report.objects.first().sent_by == world.ours.desk_house
    header = "Company_Phone_Number,Created_Date,Violation_Date,Consumer_City,Consumer_State,Subject"
    daily = f"{header}\n2125550123,2026-07-02 00:00:01,2026-07-01 14:05:00,Reno,Nevada,Other"
    file = SimpleUploadedFile("dnc.csv", daily.encode())
    asked = desk.post("/api/v1/reports/file", {"file": file}, headers={"Idempotency-Key": "key-000003"})
    do(Job.objects.get(pk=asked.json()["id"]))
    kept = Report.objects.latest("pk")
    assert (kept.channel, kept.number, kept.lacks) == ("ftc", "+12125550123", ["reporter"])


def test_a_guest_reports_by_a_code(world: Any, visit: Any, console: Any) -> None:
    """A code proves the number that was rung, for one report; sent again with it, it is the same report."""
    from jingling.console.complaints.models import Report

    guest = visit()
    proof = post(guest, "reports/guest/code", {"number": "13800000011"}).json()["proof"]
    code = last_code(console)
    told = {"number": "95015020", "called_at": "2026-11-02 09:30", "about": "保险", "proof": proof}
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert post(guest, "reports/guest", {**told, "code": wrong}).status_code == 422
    first = post(guest, "reports/guest", {**told, "code": code})
    assert first.status_code == 201
    assert post(guest, "reports/guest", {**told, "code": code}).json() == first.json()
    assert post(guest, "reports/guest", {**told, "said": "2", "code": code}).status_code == 422
    kept = Report.objects.get()
    assert (kept.called, kept.called_proven, kept.complete) == (8613800000011, True, True)
    forged = {**told, "proof": proof[:-2] + "xx", "code": code}
    assert post(guest, "reports/guest", forged).status_code == 422
    del world


def test_a_receipt_opens_by_its_code_alone(world: Any, desk: Any, visit: Any) -> None:
    """With the code one sees state and answers, adds what was missing, and says that it did not stop."""
    from jingling.console.complaints import handling
    from jingling.console.complaints.models import Case

    made = post(desk, "reports", {"number": "95015020", "reporter": "13800000009"}, "key-000001").json()
    assert made["missing"] == ["called_at", "about"]
    guest, address = visit(), f"reports/{made['receipt']}"
    code = {"Receipt-Code": made["code"]}
    assert guest.get(f"/api/v1/{address}").status_code == 401
    assert guest.get(f"/api/v1/{address}", headers={"Receipt-Code": "22222222"}).status_code == 401
    state = guest.get(f"/api/v1/{address}", headers=code).json()
    assert (state["state"], state["number"], state["answers"]) == ("received", "95015***", [])
    added = {"called_at": "2026-11-02 09:30", "about": "贷款"}
    for _ in range(2):
        assert post(guest, f"{address}/added", added, "key-000001", **code).json()["complete"]
    early = post(guest, f"{address}/did-not-stop", {"text": "again"}, "key-000002", **code)
    assert early.status_code == 409
    case = handling.forward(world.ours.desk, Case.objects.get())
    handling.act(world.ours.centre, case, "停了", proof="ticket")
    handling.answer(world.ours.desk, case, "已处置。")
    state = guest.get(f"/api/v1/{address}", headers=code).json()
    assert [one["text"] for one in state["answers"]] == ["已处置。"]
    again = post(guest, f"{address}/did-not-stop", {"text": "again"}, "key-000003", **code)
    assert (again.status_code, again.json()["state"]) == (200, "received")
