"""Questions to a gate's service, keys to ask them with, and what its answers have in common."""

import json
import re
from hashlib import sha256

from serving import Answer

from jingling.gate.problems import KINDS

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


KEYS = "\n".join(
    [
        key("all"),
        key("bank", principals=["Example Bank"]),
        key("line", lines=["phones"], may=["ask"]),
        key("slow", per_second=2),
        key("lifts", may=["lift", "refuse"]),
    ]
)


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
