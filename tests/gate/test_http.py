"""The HTTP service as a dialler, a carrier and a phone app see it: the real server, over the wire."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import schemathesis
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
from serving import Answer, Server, serving

from jingling.gate.problems import KINDS
from jingling.ledger import read_roots, verify_directory
from jingling.lists.publish import publish

MARKETING = {
    "direction": "outbound", "caller": "+861051000001", "callee": "+8613800000001", "line": "bank-trunk",
    "principal": "Example Bank", "project": "cards",
}  # fmt: skip
SERVICE = MARKETING | {"caller": "+861051000060", "callee": "+8613800000002", "project": "statements"}
ORDINARY = {
    "direction": "network", "caller": "+8613911112222", "callee": "+8613800000001", "line": "phones",
}  # fmt: skip
INBOUND = {"direction": "inbound", "caller": "+8613911112222", "callee": "+8613800000001"}
OUTCOME = {"principal": "Example Bank", "callee": "+8613800000088", "outcome": "answered"}
SECRETS = {"all": "k-all", "bank": "k-bank", "line": "k-line", "slow": "k-slow", "lifts": "k-lifts"}


def key(name: str, **rights: object) -> str:
    """Write one key's table."""
    digest = sha256(SECRETS[name].encode()).hexdigest()
    return "\n".join(
        ["[[key]]", f'name = "{name}"', f'sha256 = "{digest}"']
        + [f"{right} = {json.dumps(value)}" for right, value in rights.items()]
    )


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
KEYS = "\n".join(
    [
        key("all"),
        key("bank", principals=["Example Bank"]),
        key("line", lines=["phones"], may=["ask"]),
        key("slow", per_second=2),
        key("lifts", may=["lift", "refuse"]),
    ]
)


@pytest.fixture(scope="module")
def server(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two workers over loopback, without keys."""
    with serving(_copy(published, tmp_path_factory), "--workers", "2") as running:
        yield running


@pytest.fixture(scope="module")
def guarded(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One worker that asks for keys and trusts the questions' times."""
    directory = _copy(published, tmp_path_factory)
    keys = directory.parent / "keys.toml"
    keys.write_text(KEYS)
    with serving(directory, "--keys", str(keys), "--trust-times") as running:
        yield running


def _copy(published: Path, factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(published, factory.mktemp("served") / "gate"))


def said(answer: Answer) -> list[str]:
    """Return the codes of a decision's reasons, and see that the decision is whole."""
    assert answer.status == 200, answer
    told = answer.json
    assert set(told) == {"verdict", "reasons", "shadow", "label", "sip", "evidence"}
    assert re.fullmatch(r"http-\d+-\d+", told["evidence"])
    for reason in told["reasons"]:
        assert {"code", "status", "source", "text", "remedy"} <= set(reason)
        assert all(reason[name][tongue] for name in ("source", "text", "remedy") for tongue in ("en", "zh"))
    return [reason["code"] for reason in told["reasons"]]


def problem(answer: Answer) -> str:
    """Return the kind of a problem, and see that it has the form of RFC 9457."""
    assert answer.headers["content-type"] == "application/problem+json", answer
    told = answer.json
    kind = told["type"].removeprefix("urn:jingling:problem:")
    assert told["status"] == answer.status == KINDS[kind].status
    assert (told["title"], told["title_zh"]) == (KINDS[kind].title.en, KINDS[kind].title.zh)
    assert set(told) <= {"type", "title", "title_zh", "status", "detail", "hint", "field"}
    return str(kind)


def test_a_decision_is_always_200_and_whole(server: Server) -> None:
    """Allow and reject are answers, not errors; every reason speaks both languages."""
    assert said(server.ask(ORDINARY)) == []
    assert said(server.ask(INBOUND)) == []
    assert "CN-CONSENT" in said(server.ask(MARKETING | {"callee": "+8613800000002"}))
    assert "CN-PROJECT" in said(server.ask(MARKETING | {"project": "nothing"}))


@pytest.mark.parametrize("path", ["decisions", "previews", "outcomes", "refusals", "lifts"])
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"unheard": 1}', b"\xff\xfe", b'{"callee": "\\ud800"}', b"null"]
)
def test_what_does_not_follow_the_contract_is_a_problem(server: Server, path: str, body: bytes) -> None:
    """Whatever is sent instead of a question gets a 4xx of one form, naming the field where there is one."""
    answer = server.send("POST", f"/v1/{path}", body)
    assert problem(answer) in {"not-json", "bad-question"}


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


def test_a_key_fixes_its_principals_and_lines(guarded: Server) -> None:
    """Another's principal or line is refused, and so is leaving out what the key is fixed to."""
    at = {"at": "2026-03-10T10:00:00+08:00"}
    assert said(guarded.ask(MARKETING | at, key="k-bank")) == []
    assert problem(guarded.ask(MARKETING | at | {"principal": "Corner Shop"}, key="k-bank")) == "not-yours"
    assert problem(guarded.ask(INBOUND | at, key="k-bank")) == "not-yours"
    assert said(guarded.ask(ORDINARY | at, key="k-line")) == []
    assert problem(guarded.ask(ORDINARY | at | {"line": "interconnect-a"}, key="k-line")) == "not-yours"
    assert problem(guarded.ask(INBOUND | at, key="k-line")) == "not-yours"
    outcome = OUTCOME | {"principal": "Corner Shop"}
    assert problem(guarded.send("POST", "/v1/outcomes", outcome, key="k-bank")) == "not-yours"
    assert guarded.send("POST", "/v1/outcomes", OUTCOME, key="k-bank").status == 200


@pytest.mark.parametrize(
    "whom", [{"principal": "Corner Shop"}, {"principal": "*"}, {"caller": "+862152000001"}]
)
def test_a_principals_key_refuses_in_its_own_name_alone(guarded: Server, whom: dict[str, str]) -> None:
    """A dialler records that its own principal was refused, not that its rivals were, or everybody."""
    refused = {"callee": "+8613800000095"}
    assert problem(guarded.send("POST", "/v1/refusals", refused | whom, key="k-bank")) == "not-yours"
    assert guarded.send("POST", "/v1/refusals", refused | whom, key="k-all").status == 200
    own = refused | {"principal": "Example Bank", "caller": "+861051000001"}
    assert guarded.send("POST", "/v1/refusals", own, key="k-bank").status == 200


def test_only_some_keys_lift(guarded: Server) -> None:
    """Whoever may ask may not lift; who may lift may not ask."""
    lifting = {
        "callee": "+8613800000001", "principal": "Example Bank", "method": "one-time-code", "proof": "p",
    }  # fmt: skip
    assert problem(guarded.send("POST", "/v1/lifts", lifting, key="k-all")) == "not-yours"
    assert guarded.send("POST", "/v1/lifts", lifting, key="k-lifts").status == 200
    assert problem(guarded.ask(ORDINARY, key="k-lifts")) == "not-yours"


@pytest.mark.parametrize("given", ["", "k-unknown", SECRETS["all"].upper()])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/decisions"), ("POST", "/v1/previews"), ("POST", "/v1/outcomes"),
        ("POST", "/v1/refusals"), ("POST", "/v1/lifts"), ("GET", "/metrics"),
    ],
)  # fmt: skip
def test_an_unknown_caller_learns_nothing(guarded: Server, given: str, method: str, path: str) -> None:
    """Well-formed or not, every question gets one and the same answer."""
    answers = [
        guarded.send(method, path, body, key=given)
        for body in (ORDINARY, {"unheard": 1}, b"{", OUTCOME, {"callees": "none"})
    ]
    assert {(answer.status, answer.body) for answer in answers} == {(401, answers[0].body)}
    assert problem(answers[0]) == "no-key"
    assert answers[0].headers["www-authenticate"] == "Bearer"


def test_a_key_has_a_rate(guarded: Server) -> None:
    """A key of two a second gets some answers of thirty, and the others say that it is too often."""
    answers = [guarded.ask(ORDINARY | {"at": "2026-03-10T10:00:00+08:00"}, key="k-slow") for _ in range(30)]
    refused = [answer for answer in answers if answer.status != 200]
    assert answers[0].status == 200
    assert {problem(answer) for answer in refused} == {"too-often"}
    assert guarded.ask(ORDINARY, key="k-all").status == 200


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


def test_a_preview_of_ten_thousand_holds_no_call_up(guarded: Server) -> None:
    """Calls asked about meanwhile wait for a few hundred people of the list, not for all of them.

    And a refusal that comes while the list is looked through holds for whom is not yet reached.
    """
    asked = {name: text for name, text in MARKETING.items() if name not in {"direction", "callee"}}
    callees = [f"+86138{last:08}" for last in range(10_000)]
    at = {"at": "2026-03-10T10:00:00+08:00"}
    waited: list[float] = []
    with ThreadPoolExecutor(1) as pool:
        previewed = pool.submit(
            guarded.send, "POST", "/v1/previews", asked | {"callees": callees}, key="k-all"
        )
        while not previewed.done():
            before = time.perf_counter()
            assert said(guarded.ask(ORDINARY | at, key="k-all")) == []
            waited.append(time.perf_counter() - before)
    assert previewed.result().json["total"] == 10_000
    assert len(waited) > 3, waited


def test_gauges_of_dead_workers_are_forgotten(
    published: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The least serial number is that of a worker that lives; what a dead one counted still counts."""
    directory = _copy(published, tmp_path_factory)

    def serials(running: Server) -> set[str]:
        found = [running.send("GET", "/metrics").body.decode() for _ in range(8)]
        return {line.split()[1] for text in found for line in text.splitlines() if "lists_serial " in line
                and line[0] != "#"}  # fmt: skip

    with serving(directory, "--workers", "2") as running:
        for _ in range(8):
            running.ask(ORDINARY)
        assert serials(running) == {"1.0"}
        old = running.workers()
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        publish(directory, ())
        found = {"1.0"}
        for _ in range(100):  # a worker that has just begun has opened no lists yet
            with suppress(OSError):
                living = set(running.workers())
                found = serials(running)
                if len(living - set(old)) == 2 and found == {"2.0"}:
                    break
            time.sleep(0.2)
        assert found == {"2.0"}
        told = running.send("GET", "/metrics").body.decode()
        counted = re.search(r'verdicts_total\{direction="network",verdict="allow"\} (\S+)', told)
        assert counted
        assert float(counted[1]) >= 8


def test_metrics_and_logs_name_no_number_and_nobody(server: Server) -> None:
    """Counts by verdict and rule, never a number, a principal or a line."""
    server.ask(MARKETING | {"callee": "+8613800000002"})
    text = server.send("GET", "/metrics").body.decode()
    for name in ("verdicts_total", "reasons_total", "seconds_bucket", "refusals_total", "lists_serial"):
        assert f"jingling_gate_{name}" in text
    for secret in (r"\d{9}", "Example", "bank-trunk", "cards"):
        assert not re.search(secret, re.sub(r" \S+$", "", text, flags=re.MULTILINE)), secret
    assert not re.search(r"\d{9}|Example|bank-trunk", server.log.read_text())


def test_records_hold_no_number_in_clear(server: Server) -> None:
    """What the ledger keeps of decisions and outcomes has keyed tokens instead of numbers."""
    server.ask(MARKETING | {"callee": "+8613812345678"})
    server.send("POST", "/v1/outcomes", OUTCOME | {"callee": "+8613812345678"})
    assert server.ask(ORDINARY).status == 200
    time.sleep(0.4)
    directory = server.log.parent / "gate"
    kept = b"".join(path.read_bytes() for path in (directory / "ledger").rglob("*.records"))
    assert b'"record":"decision"' in kept
    assert b"12345678" not in kept
    assert b"51000001" not in kept


def test_roots_of_what_was_decided_are_published_beside_the_workers(server: Server) -> None:
    """Into a file of their own, without being told; their process ends with the server's, see `serving`."""
    directory = server.log.parent / "gate"
    server.ask(ORDINARY)
    for _ in range(100):
        if (directory / "roots.txt").exists():
            break
        time.sleep(0.1)
    report = verify_directory(directory, read_roots(str(directory / "roots.txt")))
    assert report.proved
    assert not report.faults


@pytest.mark.parametrize(
    "options",
    [
        ["--host", "0.0.0.0"],  # noqa: S104 - refused, which is the point
        ["--host", "0.0.0.0", "--keys", "keys.toml"],  # noqa: S104 - the same
        ["--host", "::", "--tls-certificate", "c.pem", "--tls-key", "k.pem"],
        ["--keys", "missing.toml"],
    ],
)
def test_beyond_loopback_keys_and_tls_are_demanded(tmp_path: Path, options: list[str]) -> None:
    """The command ends with an error and a hint instead of listening."""
    (tmp_path / "keys.toml").write_text(KEYS)
    program = Path(sys.executable).with_name("jingling")
    ended = subprocess.run(
        [program, "gate", "serve", "--data", "gate", "--port", "1", *options],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert "Give" in ended.stderr or "Write" in ended.stderr, ended.stderr
    assert "Traceback" not in ended.stderr


def test_health_says_which_lists_are_in_force(server: Server) -> None:
    """A balancer may ask without a key."""
    assert server.send("GET", "/v1/health").json == {"lists": 1, "records": True}


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
