"""The HTTP service as a dialler, a carrier and a phone app see it: the real server, over the wire."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from asking import INBOUND, MARKETING, ORDINARY, OUTCOME, SERVICE, problem, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from serving import Server

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def test_a_decision_is_always_200_and_whole(server: Server) -> None:
    """Allow and reject are answers, not errors; every reason speaks both languages."""
    assert said(server.ask(ORDINARY)) == []
    assert said(server.ask(INBOUND)) == []
    assert "CN-CONSENT" in said(server.ask(MARKETING | {"callee": "+8613800000002"}))
    assert "CN-PROJECT" in said(server.ask(MARKETING | {"project": "nothing"}))


@pytest.mark.parametrize("path", ["decisions", "previews", "outcomes", "refusals", "lifts"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "not-json"), (b"{", "not-json"), (b"\xff\xfe", "not-json"),
        (b"[]", "bad-question"), (b'{"unheard": 1}', "bad-question"), (b"null", "bad-question"),
    ],
)  # fmt: skip
def test_what_does_not_follow_the_contract_is_a_problem(
    server: Server, path: str, body: bytes, kind: str
) -> None:
    """Whatever is sent instead of a question gets a 4xx of one form, naming the field where there is one."""
    answer = server.send("POST", f"/v1/{path}", body)
    assert problem(answer) == kind
    assert problem(server.send("POST", f"/v1/{path}", b'{"callee": "\\ud800"}'))


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (ORDINARY | {"unheard": 1}, ""),
        (ORDINARY | {"at": "2026-03-10T10:00:00"}, "at"),
        (ORDINARY | {"at": "soon"}, "at"),
        (ORDINARY | {"callee": "nobody"}, "callee"),
        (ORDINARY | {"line": ""}, "line"),
        ({name: text for name, text in MARKETING.items() if name != "principal"}, "principal"),
        (ORDINARY | {"purpose": "fun"}, "purpose"),
        (ORDINARY | {"direction": "sideways"}, "direction"),
        (ORDINARY | {"caller": "1" * 257}, "caller"),
        (ORDINARY | {"policy": {"zone": "America"}}, "policy"),
        (ORDINARY | {"policy": {"allow": ["what?"]}}, "policy"),
        (ORDINARY | {"policy": {"version": 2}}, "policy.version"),
        (ORDINARY | {"roaming": "yes"}, "roaming"),
    ],
)
def test_a_bad_question_names_its_field(server: Server, question: object, field: str) -> None:
    """An unknown field, a time without zone, a number that cannot be called are errors, not guesses."""
    answer = server.ask(question)
    assert problem(answer) == "bad-question"
    assert answer.json.get("field", "") == field


def test_a_time_may_differ_from_the_clock_by_five_seconds(server: Server, guarded: Server) -> None:
    """Four seconds pass and seven do not, unless times are trusted."""
    now = datetime.now(UTC)
    for off, status in ((-4, 200), (3, 200), (-8, 422), (9, 422)):
        at = {"at": (now + timedelta(seconds=off)).isoformat()}
        assert server.ask(ORDINARY | at).status == status
    assert guarded.ask(ORDINARY | {"at": "2026-03-10T10:00:00+08:00"}, key="k-all").status == 200
    for beyond in ("1960-01-01T00:00:00Z", "2200-01-01T00:00:00Z"):
        assert problem(guarded.ask(ORDINARY | {"at": beyond}, key="k-all")) == "bad-question"


def test_previews_count_what_they_tell(server: Server) -> None:
    """Counts by reason and the verdicts agree; an unreadable number is skipped, an emergency one is not."""
    asked = {name: text for name, text in MARKETING.items() if name not in {"direction", "callee"}}
    callees = [f"+86138000000{last:02}" for last in range(20)] + ["nobody", "110"]
    told = server.send("POST", "/v1/previews", asked | {"callees": callees}).json
    assert [one["callee"] for one in told["verdicts"]] == callees
    assert told["total"] == len(callees) == told["allowed"] + told["skipped"]
    assert told["allowed"] == sum(one["verdict"] == "allow" for one in told["verdicts"])
    for code, count in told["by_reason"].items():
        assert count == sum(code in one["reasons"] for one in told["verdicts"])
    assert told["unreadable"] == 1
    assert told["verdicts"][-1]["verdict"] == "allow"
    assert problem(server.send("POST", "/v1/previews", asked | {"callees": [], "purpose": "fun"}))
    too_many = asked | {"callees": ["+8613800000001"] * 10_001}
    assert problem(server.send("POST", "/v1/previews", too_many)) == "bad-question"


def test_a_refusal_holds_for_the_very_next_question_on_any_worker(server: Server) -> None:
    """By the number they saw; other numbers of that principal too; thirty in a row, each asked at once."""
    for last in range(30):
        callee = f"+861390000{last:04}"
        called = SERVICE | {"callee": callee}
        assert said(server.ask(called)) == []
        told = server.send("POST", "/v1/refusals", {"callee": callee, "caller": "+861051000001"})
        assert told.json["bound"] == "principal"
        for _ in range(4):  # the system spreads connections over the workers
            assert said(server.ask(called)) == ["CN-REFUSE-PRINCIPAL"]
    assert server.send("POST", "/v1/lifts", {
        "callee": callee, "caller": "+861051000001", "method": "one-time-code", "proof": "sha256:0",
    }).json == {"lifted": True}  # fmt: skip
    assert said(server.ask(called)) == []


def test_refusals_and_questions_at_once_disturb_nobody(server: Server) -> None:
    """Refusals taken on threads and decisions made meanwhile: nothing fails, nothing acknowledged is lost."""

    def refuse_and_ask(last: int) -> list[list[str]]:
        callee = f"+861380001{last:04}"
        refused = server.send("POST", "/v1/refusals", {"callee": callee, "caller": f"+86105100{last:04}"})
        assert refused.status == 200
        return [said(server.ask(ORDINARY)), said(server.ask(INBOUND | {"callee": callee} | {
            "caller": f"+86105100{last:04}"}))]  # fmt: skip

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(refuse_and_ask, range(200)))
    assert all(told == [[], ["CN-REFUSE"]] for told in answers), answers
    assert "failed" not in server.log.read_text()


def test_a_retransmission_is_answered_as_the_call_was(server: Server) -> None:
    """One call, one evidence id, in each direction; a refusal that came between holds all the same."""
    called = SERVICE | {"callee": "+8613900001234", "call_id": "one@example"}
    first = server.ask(called)
    assert {server.ask(called).json["evidence"] for _ in range(5)} == {first.json["evidence"]}
    seen = server.ask(called | {"direction": "network"})
    assert seen.json["evidence"] != first.json["evidence"]
    server.send("POST", "/v1/refusals", {"callee": called["callee"], "principal": "Example Bank"})
    assert said(server.ask(called)) == ["CN-REFUSE"]


@pytest.mark.parametrize(
    ("path", "body"),
    [("outcomes", OUTCOME), ("refusals", {"callee": "+8613800000099", "caller": "+8613700000000"})],
)
def test_an_idempotency_key_is_answered_once(server: Server, path: str, body: dict[str, Any]) -> None:
    """The same key gives the same answer on any worker; with another body it is a problem."""
    sent = [server.send("POST", f"/v1/{path}", body, Idempotency_Key="same") for _ in range(6)]
    assert len({answer.body for answer in sent}) == 1
    assert sent[0].status == 200
    other = server.send("POST", f"/v1/{path}", body | {"callee": "+8613800000098"}, Idempotency_Key="same")
    assert problem(other) == "other-body"
    assert server.send("POST", f"/v1/{path}", body, Idempotency_Key="k" * 201).status == 422


@pytest.mark.parametrize("principal", ["", "   ", "*"])
def test_an_outcome_is_some_principals(server: Server, principal: str) -> None:
    """An agent's refusal that would bind nobody, or everybody, is not acknowledged."""
    made = OUTCOME | {"principal": principal, "outcome": "refused"}
    assert problem(server.send("POST", "/v1/outcomes", made)) == "bad-question"
    blank = {"callee": "+8613800000001", "principal": "  "}
    assert problem(server.send("POST", "/v1/refusals", blank)) == "bad-question"


@pytest.mark.parametrize("at", ["1960-01-01T00:00:00Z", "2090-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00"])
def test_an_outcome_is_of_a_call_that_was(server: Server, at: str) -> None:
    """A call to come cannot have been answered; such times would push true ones out of the counters."""
    assert problem(server.send("POST", "/v1/outcomes", OUTCOME | {"at": at})) == "bad-question"
    assert server.send("POST", "/v1/outcomes", OUTCOME | {"evidence": "http-9-999"}).status == 200


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/v1/decisions", "not-allowed"), ("DELETE", "/metrics", "not-allowed"),
        ("GET", "/v1", "not-found"), ("POST", "/v1/decisions/1", "not-found"), ("GET", "/", "not-found"),
    ],
)  # fmt: skip
def test_every_error_has_one_form(server: Server, method: str, path: str, kind: str) -> None:
    """Unknown paths and methods too; a method that is not allowed is told which are."""
    answer = server.send(method, path)
    assert problem(answer) == kind
    assert (kind == "not-allowed") == ("allow" in answer.headers)


def test_a_body_has_a_limit(server: Server) -> None:
    """More than a megabyte is refused before it is read as a question."""
    assert problem(server.send("POST", "/v1/decisions", b" " * (1 << 20) + b"{}")) == "too-large"


def test_no_request_of_the_api_makes_it_fail(server: Server) -> None:
    """Whatever can be made of the description, each answer is one that it documents, and none a 5xx."""
    address = {"base-url": f"http://127.0.0.1:{server.port}"}
    schema = schemathesis.openapi.from_dict(
        server.send("GET", "/openapi.json").json, config=SchemathesisConfig.from_dict(address)
    )
    schema.validate()
    called: Counter[str] = Counter()

    @settings(max_examples=12, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def call(operation: Any, mode: Any, data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        called[operation.path] += 1
        case.call_and_validate(checks=CHECKS)

    for found in schema.get_all_operations():
        operation = found.ok()
        call(operation, schemathesis.GenerationMode.POSITIVE)
        if operation.method == "post":  # the others take nothing that could be wrong
            call(operation, schemathesis.GenerationMode.NEGATIVE)
    assert len(called) == 8
