"""Kamailio: the gate inside the workers of a SIP server, called by its module `app_python3`.

The server's own configuration (`deploy/kamailio`) looks after floods, sources, malformed messages and
transactions, and asks here once for each call: one text in, one small number out. What the number cannot
say stands in the server's variables. A fault of ours is answered `FAILED`, and the call goes on.

A worker runs no Python between calls, so nothing may wait for a later moment: each record is with the
system before its answer is sent, and a worker that is killed takes none along.
"""

import json
import logging
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal, cast

import msgspec

from jingling.errors import JinglingError
from jingling.gate.errors import BadQuestion
from jingling.gate.gate import Gate, seldom_collect
from jingling.gate.sip import Invite, Treatment, number_of, question_of, treatment_of
from jingling.identity.verstat import with_verstat, without_verstat

log = logging.getLogger("jingling.gate")

PASS: Final = 1
"""Let the call go on as it is."""
CHANGE: Final = 2
"""Let it go on, changed as `$var(display)`, `$var(from)`, `$var(pai)` and `$var(reason)` say."""
CHALLENGE: Final = 3
"""Send it to the challenge service."""
REFUSE: Final = 4
"""Refuse it with `$var(status)`, `$var(phrase)` and `$var(reason)`."""
MALFORMED: Final = 5
"""Answer that it cannot be read."""
FAILED: Final = -2
"""We are broken; let the call go on."""

DIRECTORY = "GATE_DATA"
DIRECTION = "GATE_DIRECTION"
_ABSENT = "<null>"
_FIELDS = 10
_NONE_OF_THEM = "0/0/0"
_MOST_OF_A_KIND = 8
_RETRY_S = 1.0
_ACTIONS = {"pass": CHANGE, "challenge": CHALLENGE, "refuse": REFUSE}


class Worker:
    """One process of the server, with its gate.

    Args:
        server: the server's interface, Kamailio's module `KSR`.
        directory: the gate's.
        direction: on whose behalf calls are judged, `network` or `inbound`.
    """

    def __init__(self, server: Any, directory: Path, direction: str) -> None:
        if direction not in {"network", "inbound"}:
            raise JinglingError(f"{DIRECTION}={direction!r}.", "Expected network or inbound.")
        self._server = server
        self._directory = directory
        self._direction = cast(Literal["network", "inbound"], direction)
        self._gate: Gate | None = None
        self._tried = 0.0
        self._said: dict[str, str | int] = {}

    def child_init(self, rank: int) -> int:
        """Open the gate in a process that handles calls; a gate that cannot be opened is tried again."""
        if rank > 0:
            with suppress(Exception):
                self._opened()
            seldom_collect()
        return 0

    def decide(self, _message: object, text: str) -> int:
        """Judge a call.

        Args:
            text: in hexadecimal, ten fields separated by `|`: line, source, request URI's user, From URI,
                number of P-Asserted-Identity fields, its URI, Diversion's URI, Call-ID, From tag, and how
                many Identity, History-Info and Priority fields there are (`0/0/0`), read only then.
        """
        try:
            return self._decide(bytes.fromhex(text).decode())
        except BadQuestion as fault:
            log.warning("not judged: %s", fault.field)
            return PASS
        except UnicodeDecodeError:
            return MALFORMED
        except Exception as fault:  # noqa: BLE001 - a fault of ours must not decide over a call
            self._broken(fault)
            return FAILED

    def _decide(self, text: str) -> int:
        fields = text.replace(_ABSENT, "").split("|")
        if len(fields) != _FIELDS:
            return MALFORMED  # none of the fields may hold a bar, so somebody would have us misread them
        line, source, target, shown, many, asserted, diverted, call_id, from_tag, more = fields
        gate = self._gate or self._opened()
        invite = Invite(line, source, target, shown, call_id, from_tag, asserted, diverted)
        if more != _NONE_OF_THEM:
            invite = self._with_seldom_fields(invite, more)
        verdict = gate.ask(question_of(invite, self._direction, gate.trusted_peers))
        trusted = source in gate.trusted_peers
        clean = shown if trusted or ";" not in shown else without_verstat(shown)
        claimed = not trusted and many != "0"
        # A peer that is trusted to assert another number than the one shown keeps its word.
        tells = verdict.vouched and (claimed or many == "0" or number_of(asserted) == number_of(shown))
        plain = verdict.verdict == "allow" and not verdict.sip.reason and not tells
        if plain and clean == shown and not claimed:
            return PASS
        return self._told(treatment_of(verdict), shown, clean, claimed=claimed)

    def _told(self, treatment: Treatment, shown: str, clean: str, *, claimed: bool) -> int:
        """Tell the server in its variables what to do.

        Args:
            treatment: of the call.
            shown: the URI of From.
            clean: what of it may go on.
            claimed: whether there is a P-Asserted-Identity that may not go on.
        """
        pai = ""
        if treatment.verstat and clean:
            name = f'"{treatment.display}" ' if treatment.display else ""
            pai = f"{name}<{with_verstat(clean, treatment.verstat)}>"
        self._say("$var(status)", treatment.status)
        self._say("$var(phrase)", treatment.phrase)
        self._say("$var(reason)", treatment.reason)
        self._say("$var(display)", f'"{treatment.display}"' if treatment.display else "")
        self._say("$var(from)", clean if clean != shown else "")
        self._say("$var(pai)", pai)
        self._say("$var(claimed)", "1" if claimed else "")
        return _ACTIONS[treatment.action]

    def _say(self, name: str, value: str | int) -> None:
        """Set a variable, which keeps its value from call to call, unless that is its value already."""
        if self._said.get(name) != value:
            put = self._server.pv.sets if isinstance(value, str) else self._server.pv.seti
            put(name, value)
            self._said[name] = value

    def _with_seldom_fields(self, invite: Invite, more: str) -> Invite:
        """Read the header fields that few calls have, as many as there are of each."""
        get = self._server.pv.get

        def fields(name: str, many: str) -> tuple[str, ...]:
            return tuple(
                bytes.fromhex(get(f"$(hdr({name})[{at}]{{s.encode.hexa}})") or "").decode()
                for at in range(min(int(many), _MOST_OF_A_KIND))
            )

        identities, histories, priorities = more.split("/")
        return msgspec.structs.replace(
            invite,
            identity=fields("Identity", identities),
            history=", ".join(fields("History-Info", histories)),
            priority="".join(fields("Priority", priorities)[:1]),
        )

    def _opened(self) -> Gate:
        """Open the gate.

        Raises:
            JinglingError: it could not be opened a moment ago.
            Exception: it cannot be opened.
        """
        now = time.monotonic()
        if self._tried and now - self._tried < _RETRY_S:
            raise JinglingError("The gate cannot be opened.")
        self._tried = now
        try:
            self._gate = Gate(self._directory, stream="sip", group_s=0.0)
        except Exception as fault:
            log.error("the gate cannot be opened: %s", _place(fault))  # noqa: TRY400 - a text may hold numbers
            raise
        return self._gate

    def _broken(self, fault: Exception) -> None:
        """Log a fault, and record that a call went on unjudged."""
        log.error("not judged: %s", _place(fault))
        if self._gate is not None:
            told = {"record": "undecided", "at": round(time.time(), 3), "fault": type(fault).__name__}
            with suppress(Exception):
                self._gate.recorder.record(json.dumps(told).encode())


def _place(fault: Exception) -> str:
    """Say what went wrong and where, without the values at hand, which may be numbers."""
    at = fault.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = "" if at is None else f" in {Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}"
    return f"{type(fault).__name__}{where}"


class _ServerLog(logging.Handler):
    """Log lines on their way to the server's own log."""

    def __init__(self, server: Any) -> None:
        super().__init__()
        self._server = server

    def emit(self, record: logging.LogRecord) -> None:
        text = f"jingling: {record.getMessage()}\n"
        if record.levelno >= logging.ERROR:
            self._server.err(text)
        else:
            self._server.warn(text)


def worker(server: Any) -> Worker:
    """Return what `app_python3` calls; the environment names directory and direction.

    Raises:
        JinglingError: it names none, or another direction than `network` and `inbound`.
    """
    directory = os.environ.get(DIRECTORY, "")
    if not directory:
        raise JinglingError(f"{DIRECTORY} is not set.", "Name the gate's directory in the environment.")
    handler = _ServerLog(server)
    log.addHandler(handler)
    log.propagate = False
    return Worker(server, Path(directory), os.environ.get(DIRECTION, "network"))
