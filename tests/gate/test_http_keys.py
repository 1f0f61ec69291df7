"""Keys of the HTTP service: what each may ask and say, and what nobody learns without one."""

import pytest
from asking import INBOUND, MARKETING, ORDINARY, OUTCOME, SECRETS, problem, said
from serving import Server


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


def test_a_key_learns_nothing_of_its_rivals(guarded: Server) -> None:
    """By a rival's project or number it cannot find out whom they may call and who refused them.

    In no direction, whoever is called, and not by a preview; its own, and what nobody has, it may ask about.
    """
    at = {"at": "2026-03-10T10:00:00+08:00"}
    rivals = {"line": "shop-trunk", "project": "lapsing", "caller": "+862152000005"}
    for callee in ("+8613800000001", "+8613800000003"):
        asked = MARKETING | at | {"callee": callee}
        for part in (rivals, {"project": "lapsing"}, {"caller": rivals["caller"]}):
            assert problem(guarded.ask(asked | part, key="k-bank")) == "not-yours"
        network = asked | {"direction": "network", "project": "", "caller": rivals["caller"]}
        assert problem(guarded.ask(network, key="k-bank")) == "not-yours"
    preview = {name: text for name, text in MARKETING.items() if name not in {"direction", "callee"}}
    told = guarded.send("POST", "/v1/previews", preview | rivals | {"callees": [callee]}, key="k-bank")
    assert problem(told) == "not-yours"
    assert "CN-PROJECT" in said(guarded.ask(MARKETING | at | {"project": "unheard-of"}, key="k-bank"))
    assert "CN-CLI" in said(guarded.ask(MARKETING | at | {"caller": "+8613911112222"}, key="k-bank"))
    assert problem(guarded.send("GET", "/metrics", key="k-bank")) == "not-yours"


def test_a_key_binds_no_rival_by_a_number_it_names(guarded: Server) -> None:
    """Its own principal beside a rival's number: its own is bound, and the rival may call as before."""
    refused = {"callee": "+8613800000003", "principal": "Example Bank", "caller": "+862152000005"}
    rival = {
        "direction": "outbound", "caller": "+862152000005", "callee": "+8613800000003", "line": "shop-trunk",
        "principal": "Corner Shop", "project": "lapsing", "at": "2026-03-10T10:00:00+08:00",
    }  # fmt: skip
    before = said(guarded.ask(rival, key="k-all"))
    assert guarded.send("POST", "/v1/refusals", refused, key="k-bank").json["bound"] == "principal"
    assert said(guarded.ask(rival, key="k-all")) == before
    own = MARKETING | {"callee": "+8613800000003", "at": rival["at"]}
    assert "CN-REFUSE" in said(guarded.ask(own, key="k-bank"))


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
