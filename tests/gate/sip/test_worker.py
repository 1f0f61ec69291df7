"""The gate's side of a worker, without a server around it: whatever is sent, it answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.errors import JinglingError
from jingling.gate import kamailio
from jingling.gate.kamailio import CHANGE, FAILED, MALFORMED, PASS, REFUSE, Worker, worker
from jingling.gate.sip_demo import publish_lists

BLOCKED = "sip:+8613700000009@h"
FIELDS = [
    "phones",
    "127.0.0.3",
    "+8613800000001",
    "sip:+8613911112222@h",
    "0",
    "<null>",
    "<null>",
    "c",
    "t",
    "0/0/0",
]


class Server:
    """What a worker uses of Kamailio's interface: variables, header fields, the log."""

    def __init__(self) -> None:
        self.pv = self
        self.variables: dict[str, object] = {}
        self.fields: dict[str, bytes] = {}
        self.logged: list[str] = []

    def sets(self, name: str, value: str) -> None:
        """Set a variable."""
        self.variables[name] = value

    seti = sets

    def get(self, name: str) -> str | None:
        """Return a header field in hexadecimal, as the variable asked for does."""
        value = self.fields.get(name.split("(")[2].partition(")")[0])
        return value.hex() if value is not None and "[0]" in name else None

    def err(self, text: str) -> None:
        """Log a line."""
        self.logged.append(text)

    warn = err


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Worker, Server]]:
    """A worker over the demonstration's lists, and the server it tells."""
    directory = tmp_path_factory.mktemp("worker") / "gate"
    publish_lists(directory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(kamailio.DIRECTORY, str(directory))
        server = Server()
        made = worker(server)
        assert made.child_init(1) == 0
        yield made, server


def text(*changes: tuple[int, str]) -> str:
    """Return a call's text as the configuration passes it."""
    fields = list(FIELDS)
    for at, value in changes:
        fields[at] = value
    return "|".join(fields).encode("utf-8", "surrogateescape").hex()


def test_the_usual_answers(opened: tuple[Worker, Server]) -> None:
    """An ordinary call passes without a word; a refusal and a change are told in variables."""
    made, server = opened
    assert made.decide(None, text()) == PASS
    assert server.variables == {}
    assert made.decide(None, text((3, BLOCKED))) == REFUSE
    assert server.variables["$var(status)"] == 603
    assert made.decide(None, text((0, "abroad"), (3, "sip:+442079460000@h"))) == CHANGE
    assert server.variables["$var(display)"] == '"国际来电"'


def test_nothing_said_of_one_call_is_left_for_the_next(opened: tuple[Worker, Server]) -> None:
    """Variables keep their values between calls: after any calls, they say what they say of the last."""
    made, server = opened
    refused, labelled = text((3, BLOCKED)), text((0, "abroad"), (3, "sip:+442079460000@h"))
    told = {}
    for call in (refused, labelled, refused, labelled):
        made.decide(None, call)
        assert told.setdefault(call, dict(server.variables)) == server.variables
    assert told[refused] != told[labelled]


@given(st.lists(st.binary(max_size=40), min_size=9, max_size=9))
def test_no_bytes_of_a_caller_make_us_fail(opened: tuple[Worker, Server], values: list[bytes]) -> None:
    """Failing would let the call go on: whatever a caller writes is judged or is malformed."""
    made, _ = opened
    assert made.decide(None, b"|".join([*values, b"0/0/0"]).hex()) != FAILED


@given(st.text(max_size=60), st.text(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_no_seldom_field_makes_us_fail(
    opened: tuple[Worker, Server], shown: str, call: str, identity: bytes, history: bytes
) -> None:
    """The same of Identity, History-Info and Priority."""
    made, server = opened
    server.fields = {"Identity": identity, "History-Info": history, "Priority": history}
    shown, call = shown.replace("|", ""), call.replace("|", "")
    values = "|".join([*FIELDS[:3], shown, *FIELDS[4:7], call, "t", "1/1/1"])
    assert made.decide(None, values.encode("utf-8", "surrogatepass").hex()) != FAILED


def test_a_bar_or_broken_text_is_malformed(opened: tuple[Worker, Server]) -> None:
    """A bar would shift the fields, and bytes that are no UTF-8 are nobody's number."""
    made, _ = opened
    assert made.decide(None, text((3, "sip:a|b@h"))) == MALFORMED
    assert made.decide(None, text((3, "sip:\udcff@h"))) == MALFORMED


def test_a_fault_of_ours_is_recorded_and_tells_no_number(
    opened: tuple[Worker, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What raises is answered as failed; log and record name the fault and its place alone."""
    made, server = opened

    def broken(*_: object) -> None:
        raise ZeroDivisionError(BLOCKED)

    monkeypatch.setattr(kamailio, "question_of", broken)
    assert made.decide(None, text()) == FAILED
    assert server.logged[-1].startswith("jingling: not judged: ZeroDivisionError in test_worker.py:")
    assert not any("13700000009" in line for line in server.logged)


def test_the_environment_must_name_a_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without one, and with a direction that is none, the server does not start."""
    monkeypatch.delenv(kamailio.DIRECTORY, raising=False)
    with pytest.raises(JinglingError, match=kamailio.DIRECTORY):
        worker(Server())
    monkeypatch.setenv(kamailio.DIRECTORY, str(tmp_path))
    monkeypatch.setenv(kamailio.DIRECTION, "outbound")
    with pytest.raises(JinglingError, match="outbound"):
        worker(Server())
