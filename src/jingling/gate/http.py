"""The HTTP front: `POST /v1/decisions` and its kin, a thin transport over one gate.

One worker is one process with its own gate and one event loop. A decision takes microseconds and is made
on the loop; what must be on disk before it is acknowledged is written on a thread.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import lmdb
import msgspec
from anyio import from_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from jingling.errors import JinglingError
from jingling.gate import metrics
from jingling.gate.belonging import is_own
from jingling.gate.errors import BadQuestion, GateError
from jingling.gate.gate import Gate, place_of
from jingling.gate.hearing import hear, lift, read_lift, read_outcome, read_refusal, refuse
from jingling.gate.keys import LOCAL, Key, Keys, Right, may_ask_for
from jingling.gate.openapi import openapi
from jingling.gate.previews import Preview, Previewing, read_preview
from jingling.gate.problems import problem
from jingling.gate.question import Question, read_question

log = logging.getLogger("jingling.gate")

DECISIONS = "/v1/decisions"
_MOST_BYTES = 1 << 20
_MOST_KEY = 200
_PREVIEWED_AT_ONCE = 200
_SHED_BEHIND_S = 0.5
_TICK_S = 0.05
_GAUGE_S = 1.0

Handler = Callable[[Request], Awaitable[Response]]


class Served(msgspec.Struct, frozen=True):
    """How a worker is to serve; handed to it through its environment.

    Attributes:
        directory: the gate's.
        keys: the file of keys, empty where loopback alone is served and none are asked for.
        trust_times: take questions' times whatever the clock says.
        workers: how many there are.
    """

    directory: str
    keys: str = ""
    trust_times: bool = False
    workers: int = 1


class _Problem(Exception):  # noqa: N818 - it ends a request, not a program
    def __init__(self, kind: str, detail: str = "", hint: str = "", field: str = "") -> None:
        super().__init__(kind)
        self.kind, self.detail, self.hint, self.field = kind, detail, hint, field


class Front:
    """The handlers of one worker.

    Args:
        served: how to serve.
    """

    def __init__(self, served: Served) -> None:
        self.served = served
        self.gate: Gate
        self.keys = Keys(Path(served.keys), served.workers) if served.keys else None
        self.shedding = False

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Hold the gate open while the worker serves."""
        with Gate(
            Path(self.served.directory), stream="http", trust_times=self.served.trust_times
        ) as self.gate:
            self.gate.warm()
            ticking = asyncio.create_task(self._tick())
            yield
            ticking.cancel()

    async def _tick(self) -> None:
        """Write what waits, and see how far behind the loop is and how the lists stand."""
        gauged = 0.0
        while True:
            before = time.monotonic()
            if before - gauged >= _GAUGE_S:
                gauged = before
                self._gauge()
            await asyncio.sleep(_TICK_S)
            self.shedding = time.monotonic() - before > _TICK_S + _SHED_BEHIND_S
            metrics.SHEDDING.set(self.shedding)
            self.gate.recorder.flush()
            if not self.served.trust_times:  # else the counters' times are not the clock's
                with suppress(GateError, lmdb.Error):  # the next question says so
                    self.gate.counters.sweep(int(time.time()))

    def decide(self, authorization: str, body: bytes) -> bytes:
        """Answer a question."""
        key = self._key(authorization, "ask")
        question = read_question(body)
        self._see_that_it_is_own(key, question)
        verdict = self.gate.shed(question) if self.shedding else self.gate.ask(question)
        metrics.decided(question.direction, verdict.verdict)
        for answer in verdict.reasons:
            metrics.reasoned(answer.code)
        return verdict.json()

    async def preview(self, request: Request) -> Response:
        """Answer which people would be skipped."""
        key = self._key(_authorization(request.scope), "ask")
        asked = read_preview(await _body(request.receive))
        self._charge(key, len(asked.callees) / 100)
        self._see_that_it_is_own(key, asked)
        metrics.PREVIEWED.inc(len(asked.callees))
        way = Previewing(self.gate, asked, time.time())
        more = True
        while more:
            more = way.go_on(_PREVIEWED_AT_ONCE)
            await asyncio.sleep(0)  # questions about calls come first
        return _json(way.told())

    async def outcome(self, request: Request) -> Response:
        """Take what became of a call."""

        def heard(body: bytes, idempotency: str, key: Key) -> dict[str, Any]:
            made = read_outcome(body)
            if not may_ask_for(key, made.principal):
                raise _Problem("not-yours", "The key is for other principals.")
            answer = hear(self.gate, made, idempotency)
            metrics.OUTCOMES.labels(made.outcome).inc()
            return answer

        return await self._once(request, "outcome", heard)

    async def refusal(self, request: Request) -> Response:
        """Take a refusal."""

        def heard(body: bytes, idempotency: str, key: Key) -> dict[str, Any]:
            made = read_refusal(body)
            if not may_ask_for(key, made.principal):  # or a rival could refuse in everybody's name
                raise _Problem("not-yours", "The key is for other principals.")
            if key.principals is not None:
                made.caller = ""  # the principal binds all its numbers; a rival's number would bind the rival

            def is_known(number: int) -> bool:  # the lists are the loop's, and no other thread's
                return from_thread.run_sync(self.gate.is_known, number)

            answer = refuse(self.gate, made, idempotency, is_known=is_known)
            metrics.REFUSALS.inc()
            return answer

        return await self._once(request, "refuse", heard)

    async def lifting(self, request: Request) -> Response:
        """Take a person's lifting of their refusal, from whoever proves persons."""

        def heard(body: bytes, _idempotency: str, _key: Key) -> dict[str, Any]:
            return lift(self.gate, read_lift(body))

        return await self._once(request, "lift", heard)

    async def health(self, _request: Request) -> Response:
        """Say whether decisions can be made."""
        try:
            serial = self.gate.lists().serial
        except (OSError, JinglingError):
            return _json({"lists": None, "records": not self.gate.recorder.failing}, 503)
        return _json({"lists": serial, "records": not self.gate.recorder.failing})

    async def measures(self, request: Request) -> Response:
        """Give the metrics, to those who may ask about everybody: they count what all principals did."""
        key = self._key(_authorization(request.scope), "ask")
        if key.principals is not None or key.lines is not None:
            raise _Problem("not-yours", "Metrics are of all principals and lines.")
        self._gauge()
        text = metrics.exposition(several=self.served.workers > 1)
        return Response(text, media_type="text/plain; version=0.0.4")

    def _gauge(self) -> None:
        """Say how this worker's lists stand; whoever asks for metrics asks but one of the workers."""
        try:
            lists = self.gate.lists()
            metrics.SERIAL.set(lists.serial)
            metrics.FEED_AGE.set(lists.feed_age_s(time.time()) or 0)
        except (OSError, JinglingError, lmdb.Error):
            metrics.SERIAL.set(-1)

    async def description(self, _request: Request) -> Response:
        """Give the API's description."""
        return _json(openapi())

    def _key(self, authorization: str, right: Right) -> Key:
        if self.keys is None:
            return LOCAL
        key = self.keys.of(authorization)
        if key is None:
            raise _Problem("no-key")
        if right not in key.may:
            raise _Problem("not-yours", f"The key may not {right}.")
        self._charge(key, 1.0)
        return key

    def _see_that_it_is_own(self, key: Key, asked: Question | Preview) -> None:
        if not may_ask_for(key, asked.principal, asked.line):
            raise _Problem("not-yours", "The key is for other principals or lines.")
        if not is_own(key, self.gate, project=asked.project, caller=asked.caller):
            raise _Problem("not-yours", "The project or the number shown is others'.")

    def _charge(self, key: Key, cost: float) -> None:
        if self.keys is not None and not self.keys.within_rate(key, cost):
            raise _Problem("too-often")

    async def _once(
        self, request: Request, right: Right, heard: Callable[[bytes, str, Key], dict[str, Any]]
    ) -> Response:
        """Answer one Idempotency-Key once, and only after the disk has it."""
        key = self._key(_authorization(request.scope), right)
        body = await _body(request.receive)
        given = request.headers.get("idempotency-key", "")
        if len(given) > _MOST_KEY:
            raise _Problem("bad-question", "The Idempotency-Key is too long.", field="Idempotency-Key")
        name = f"{right}\0{key.name}\0{given}" if given else ""
        digest = sha256(body).digest()

        def work() -> bytes:
            if name and (known := self._answered(name)) is not None:
                if known[:32] != digest:
                    raise _Problem("other-body")
                return known[32:]
            answer = msgspec.json.encode(heard(body, name, key))
            if name:
                with self.gate.counters.counting() as count:
                    count.remember_answer(name, digest + answer, int(time.time()))
            return answer

        try:
            answer = await run_in_threadpool(work)
        except OSError as fault:
            raise _Problem("not-kept", "The disk does not take it.", "Send it again.") from fault
        return Response(answer, media_type="application/json")

    def _answered(self, name: str) -> bytes | None:
        count = self.gate.counters.looking()
        try:
            return count.answer_to(name)
        finally:
            count.end()


def application(served: Served) -> ASGIApp:
    """Return one worker's application.

    Decisions are taken as the server hands them over: routing them as everything else is routed would cost
    as much again as the decision.
    """
    front = Front(served)

    routes = [
        _route("/v1/previews", front.preview, "POST"),
        _route("/v1/outcomes", front.outcome, "POST"),
        _route("/v1/refusals", front.refusal, "POST"),
        _route("/v1/lifts", front.lifting, "POST"),
        _route("/v1/health", front.health, "GET"),
        _route("/metrics", front.measures, "GET"),
        _route("/openapi.json", front.description, "GET"),
    ]
    others = Starlette(
        routes=routes,
        lifespan=front.lifespan,
        exception_handlers={HTTPException: _http_fault},
    )
    seconds = metrics.SECONDS.labels(DECISIONS)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != DECISIONS:
            await others(scope, receive, send)
            return
        if scope["method"] != "POST":
            fault = HTTPException(405, headers={"Allow": "POST"})
            await (await _http_fault(Request(scope), fault))(scope, receive, send)
            return
        before = time.perf_counter()
        try:
            said = front.decide(_authorization(scope), await _body(receive))
        except Exception as fault:  # noqa: BLE001 - told, since the server would log what was asked
            await _told(fault)(scope, receive, send)
        else:
            length = str(len(said)).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", length)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": said})
        finally:
            seconds.observe(time.perf_counter() - before)

    return answer


def _authorization(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization":
            return str(value.decode("latin-1"))
    return ""


def _route(path: str, handler: Handler, method: str) -> Route:
    seconds = metrics.SECONDS.labels(path)

    async def timed(request: Request) -> Response:
        before = time.perf_counter()
        try:
            return await handler(request)
        except Exception as fault:  # noqa: BLE001 - told, since the server would log what was asked
            return _told(fault)
        finally:
            seconds.observe(time.perf_counter() - before)

    return Route(path, timed, methods=[method])


def _told(fault: Exception) -> Response:
    """Tell whoever asked what was wrong."""
    match fault:
        case _Problem():
            return _problem(fault.kind, fault.detail, fault.hint, fault.field)
        case BadQuestion():
            cause = fault.__cause__
            is_json = isinstance(cause, msgspec.ValidationError) or not isinstance(cause, msgspec.DecodeError)
            kind = "bad-question" if is_json else "not-json"
            return _problem(kind, fault.message, fault.hint, fault.field)
        case JinglingError():
            return _problem("not-kept", fault.message, fault.hint)
        case ClientDisconnect():
            return Response(status_code=499)
        case _:
            log.error("request failed: %s", place_of(fault))
            return _problem("fault")


async def _body(receive: Receive) -> bytes:
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > _MOST_BYTES:
            raise _Problem("too-large", f"At most {_MOST_BYTES} bytes.")
    return body


def _json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def _problem(kind: str, detail: str = "", hint: str = "", field: str = "") -> Response:
    metrics.PROBLEMS.labels(kind).inc()
    status, body = problem(kind, detail, hint, field)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return Response(body, status, headers, media_type="application/problem+json")


async def _http_fault(_request: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    answer = _problem({404: "not-found", 405: "not-allowed"}.get(status, "fault"))
    answer.headers.update((isinstance(fault, HTTPException) and fault.headers) or {})
    return answer
