"""The database is stopped and started again under the real server: nobody loses what they sent."""

import html
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPMessage
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from postgres import BINARIES

from jingling.console.databases import is_away

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

REPORT = {
    "number": "95015020",
    "called_at": "2026-11-02 09:30",
    "about": "贷款理财",
    "reporter": "13800000009",
}
SAID = "要给我贷款，“零利息” <b>"
FORM = "application/x-www-form-urlencoded"


class House:
    """A server on a database of its own."""

    def __init__(self, place: Path) -> None:
        from reports_load import Database, Server

        self.database = Database(place / "pg")
        (place / "console").mkdir()
        self.server = Server(place / "console", self.database.address)

    def ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, HTTPMessage, str]:
        """Ask for something."""
        sent = body.encode().decode("latin-1")
        status, told, answer = self.server.ask(method, path, sent, headers)
        return status, told, answer.decode()

    def stop_database(self) -> None:
        """Kill the database."""
        from reports_load import kill

        kill(self.database.process)

    def reports(self) -> int:
        """Count what is held."""
        with psycopg.connect(self.database.address) as connection:
            held = connection.execute("SELECT count(*) FROM complaints_report").fetchone()
        assert held is not None
        return int(held[0])


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """Run both; paths are short, for a socket's name may not be long."""
    if not BINARIES.exists():
        pytest.skip(f"{BINARIES} is missing: apt-get install postgresql")
    from reports_load import kill

    place = Path(tempfile.mkdtemp(prefix="jl-", dir="/tmp"))
    place.chmod(0o755)
    made = House(place)
    yield made
    kill(made.server.process)
    made.stop_database()
    shutil.rmtree(place, ignore_errors=True)


@pytest.mark.parametrize(("language", "title"), [("en", "Service unavailable"), ("zh-CN", "服务暂不可用")])
def test_a_machine_is_told_to_come_again_and_is_counted_once(house: House, language: str, title: str) -> None:
    """503 with problem details and Retry-After; sent again with its key, before and after, one report."""
    mine = house.server.sign_in() | {"Accept-Language": language, "Idempotency-Key": f"key-{language}-0001"}
    before, body = house.reports(), json.dumps(REPORT)
    house.stop_database()
    for _ in range(2):
        status, told, answer = house.ask("POST", "/api/v1/reports", body, mine)
        assert (status, told["Content-Type"]) == (503, "application/problem+json")
        assert int(told["Retry-After"]) > 0
        problem = json.loads(answer)
        assert problem["status"] == 503
        assert problem["title"].startswith(title)
    house.database.start()
    sent = [house.ask("POST", "/api/v1/reports", body, mine) for _ in range(2)]
    assert [status for status, *_ in sent] == [201, 201]
    assert sent[0][2] == sent[1][2]
    assert house.reports() == before + 1


@pytest.mark.parametrize(
    ("language", "again", "label"),
    [("en", "Send again", "What was said?"), ("zh-CN", "重新提交", "对方说了什么？")],
)
def test_a_person_keeps_what_they_typed_without_scripts(
    house: House, language: str, again: str, label: str
) -> None:
    """The page that says "not now" holds every field as it was sent; its button sends them, once counted."""
    _, headers, page = house.ask("GET", "/report/", headers={"Accept-Language": language})
    cookie = headers["Set-Cookie"].split(";")[0]
    mine = {"Accept-Language": language, "Cookie": cookie, "Content-Type": FORM}
    typed = _hidden(page) | {"number": "95015020", "when": "now", "said": SAID, "refused_before": "yes"}
    before = house.reports()
    house.stop_database()
    for _ in range(2):
        status, headers, page = house.ask("POST", "/report/", urlencode(typed), mine)
        assert status == 503
        assert int(headers["Retry-After"]) > 0
        assert again in page
        assert label in page
        assert "<script" not in page
        assert html.escape(SAID, quote=False).split("”")[0][:6] in page
        kept = _hidden(page)
        assert {name: kept[name] for name in typed if name != "csrfmiddlewaretoken"} == {
            name: value for name, value in typed.items() if name != "csrfmiddlewaretoken"
        }
    assert house.ask("GET", "/report/", headers=mine)[0] == 200  # a stranger's form asks the database nothing
    status, headers, page = house.ask(
        "GET", "/me/", headers=mine | {"Cookie": f"{cookie}; sessionid={'x' * 32}"}
    )
    assert (status, bool(headers["Retry-After"])) == (503, True)
    house.database.start()
    placed = {house.ask("POST", "/report/", urlencode(kept), mine)[1]["Location"] for _ in range(2)}
    assert len(placed) == 1
    assert "/report/" in placed.pop()
    assert house.reports() == before + 1


def test_the_worker_outlives_the_database(house: House) -> None:
    """Stopped and started, the same worker goes on with what waits."""
    mine = house.server.sign_in()
    house.stop_database()
    assert house.ask("GET", "/cases/due", headers=mine)[0] == 503
    house.database.start()
    boundary = "next"
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="h.csv"\r\n\r\n'
    body = f"{part}number,called_at\r\n95015020,2026-11-02 09:30\r\n\r\n--{boundary}--\r\n"
    sent = {"Idempotency-Key": "file-0001", "Content-Type": f"multipart/form-data; boundary={boundary}"}
    status, _, answer = house.ask("POST", "/api/v1/reports/file", body, mine | sent)
    assert status == 202, answer
    job = json.loads(answer)["id"]
    for _ in range(600):
        told = json.loads(house.ask("GET", f"/api/v1/reports/file/{job}", headers=mine)[2])
        if told["state"] in {"done", "failed"}:
            break
        time.sleep(0.1)
    assert told["state"] == "done"


def test_only_what_passes_is_told_as_away() -> None:
    """A lost connection, a shutdown, a lock may pass; a wrong question and a fault of ours may not."""
    import sqlite3

    def of(fault: BaseException) -> bool:
        outer = RuntimeError()
        outer.__cause__ = fault
        return is_away(outer)

    errors = psycopg.errors
    for kind in (
        psycopg.OperationalError,
        psycopg.InterfaceError,
        errors.AdminShutdown,
        errors.TooManyConnections,
    ):
        assert of(kind())
    for kind in (errors.UndefinedTable, errors.UniqueViolation, psycopg.ProgrammingError, ZeroDivisionError):
        assert not of(kind())
    with pytest.raises(sqlite3.OperationalError) as missing:
        sqlite3.connect(":memory:").execute("SELECT * FROM nothing")
    assert not of(missing.value)
    with pytest.raises(sqlite3.OperationalError) as nowhere:
        sqlite3.connect("/nowhere/at/all")
    assert of(nowhere.value)


def _hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's last form that has any."""
    form = [part for part in page.split("<form")[1:] if 'type="hidden"' in part][-1].split("</form>")[0]
    fields = [dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in re.findall(r"<input[^>]*>", form)]
    return {one["name"]: html.unescape(one["value"]) for one in fields if one.get("type") == "hidden"}
