"""A real Kamailio accounts for real calls of SIPp on loopback, and its records become attempts."""

import csv
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

Reader = Callable[..., Any]
HERE = Path(__file__).parent / "kamailio"
SCHEMA = Path("/usr/share/kamailio/db_sqlite/acc-create.sql")
PHONES = ("answers", "hangs_up", "busy", "rings")
CALLER, CALLEE = "+861391234567", "+861380000000"
pytestmark = pytest.mark.skipif(
    not (shutil.which("kamailio") and shutil.which("sipp") and SCHEMA.exists()),
    reason="needs Debian's packages kamailio, kamailio-sqlite-modules and sip-tester",
)


@dataclass(frozen=True, slots=True)
class Records:
    """What a Kamailio wrote about five calls."""

    log: Path
    acc: Path
    missed: Path


def free_port() -> int:
    """Return a UDP port of loopback that nobody has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    """Tell whether somebody listens on a UDP port of loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def answers_options(port: int) -> bool:
    """Tell whether a SIP server answers OPTIONS."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        probe.settimeout(0.2)
        here = f"127.0.0.1:{probe.getsockname()[1]}"
        request = (
            f"OPTIONS sip:127.0.0.1:{port} SIP/2.0\r\nVia: SIP/2.0/UDP {here};branch=z9hG4bKprobe\r\n"
            f"From: <sip:probe@{here}>;tag=1\r\nTo: <sip:127.0.0.1:{port}>\r\nCall-ID: probe-{here}\r\n"
            "CSeq: 1 OPTIONS\r\nMax-Forwards: 9\r\nContent-Length: 0\r\n\r\n"
        )
        probe.sendto(request.encode(), ("127.0.0.1", port))
        try:
            return probe.recv(2000).startswith(b"SIP/2.0 200")
        except TimeoutError:
            return False


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait until something is ready, as long as its process lives."""
    deadline = time.monotonic() + 30
    while not ready():
        assert process.poll() is None, f"{process.args} ended with {process.returncode}"
        assert time.monotonic() < deadline, f"{process.args} does not get ready"
        time.sleep(0.02)


@contextmanager
def running(command: list[str], log: Path, ready: Callable[[], bool]) -> Iterator[None]:
    """Run a server until the block ends."""
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT)
        try:
            wait_until(ready, process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def make_database(path: Path) -> None:
    """Make Kamailio's own accounting tables, with the columns that its default configuration adds."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE version (table_name VARCHAR(32), table_version INTEGER)")
        database.executescript(SCHEMA.read_text())
        for table in ("acc", "missed_calls"):
            for column in ("src_user", "src_domain", "src_ip", "dst_ouser", "dst_user", "dst_domain"):
                database.execute(f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(128)")
    database.close()


def export(path: Path, table: str, target: Path, when: str) -> None:
    """Export one table as CSV with a header."""
    database = sqlite3.connect(path)
    rows = database.execute(
        f"SELECT id, method, from_tag, to_tag, callid, sip_code, sip_reason, {when} AS time, src_user, "
        f"src_domain, src_ip, dst_ouser, dst_user, dst_domain FROM {table}"
    )
    with target.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column[0] for column in rows.description])
        writer.writerows(rows)
    database.close()


def place_calls(folder: Path, port: int, scenario: str, last_digits: str) -> None:
    """Place calls at once, to numbers with these last digits."""
    calls = "".join(f"{CALLER}{digit};{CALLEE}{digit}\n" for digit in last_digits)
    (folder / f"{scenario}.inf").write_text(f"SEQUENTIAL\n{calls}")
    command = ["sipp", "-sf", str(HERE / f"{scenario}.xml"), "-inf", str(folder / f"{scenario}.inf")]
    command += [
        "-i",
        "127.0.0.1",
        "-p",
        str(free_port()),
        "-m",
        str(len(last_digits)),
        "-r",
        "10",
        "-nostdin",
    ]
    done = subprocess.run([*command, f"127.0.0.1:{port}"], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout.decode()[-2000:]


def wait_for_records(database: Path, expected: dict[str, int]) -> None:
    """Wait until Kamailio has written what it writes after the caller's last answer."""
    deadline = time.monotonic() + 40
    while True:
        with closing(sqlite3.connect(database, timeout=10)) as connection:
            found = {
                table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in expected
            }
        if found == expected or time.monotonic() > deadline:
            return
        time.sleep(0.1)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """Run Kamailio and four phones, place five calls, and export what was accounted."""
    folder = tmp_path_factory.mktemp("kamailio")
    database = folder / "acc.db"
    make_database(database)
    port = free_port()
    ports = {phone: free_port() for phone in PHONES}
    definitions = {"SIP_PORT": str(port), "DATABASE": f'"sqlite:///{database}"'}
    definitions |= {phone.upper(): f'"{at}"' for phone, at in ports.items()}
    kamailio = [
        "kamailio",
        "-DD",
        "-E",
        "-f",
        str(HERE / "acc.cfg"),
        "-m",
        "16",
        "-M",
        "4",
        "-Y",
        str(folder),
        "-w",
        str(folder),
    ]
    kamailio += [argument for name, value in definitions.items() for argument in ("-A", f"{name}={value}")]
    with ExitStack() as stack:
        for phone, at in ports.items():
            command = [
                "sipp",
                "-sf",
                str(HERE / f"{phone}.xml"),
                "-i",
                "127.0.0.1",
                "-p",
                str(at),
                "-nostdin",
            ]
            stack.enter_context(running(command, folder / f"{phone}.log", lambda at=at: is_taken(at)))  # type: ignore[misc]
        stack.enter_context(running(kamailio, folder / "kamailio.log", lambda: answers_options(port)))
        place_calls(folder, port, "caller", "1235")
        place_calls(folder, port, "caller_gives_up", "4")
        wait_for_records(database, {"acc": 7, "missed_calls": 3})
    export(database, "acc", folder / "acc.csv", "datetime(time)")
    export(database, "missed_calls", folder / "missed_calls.csv", "time")
    return Records(folder / "kamailio.log", folder / "acc.csv", folder / "missed_calls.csv")


def check_calls(got: Any) -> None:
    """Check what became of the five calls."""
    found = {
        row[0] % 10: row[1:]
        for row in got.calls("callee, caller, answered, sip_status, released_by, talk_ms, line")
    }
    assert {digit: row[:4] for digit, row in found.items()} == {
        1: (8613912345671, True, 200, "caller"),
        2: (8613912345672, True, 200, "callee"),
        3: (8613912345673, False, 486, None),
        4: (8613912345674, False, 487, "caller"),
        5: (8613912345675, False, 408, None),
    }
    talk = {digit: row[4] for digit, row in found.items()}
    assert 1000 <= talk[1] <= 4000  # two seconds by whole-second stamps, on a busy machine
    assert 1000 <= talk[2] <= 3000
    assert talk[3] == talk[4] == talk[5] == 0
    assert {row[5] for row in found.values()} == {"127.0.0.1"}


def test_the_log_of_a_real_kamailio(read: Reader, records: Records) -> None:
    """Five calls of five fates are five attempts, from the log as Kamailio wrote it."""
    got = read(records.log)
    assert got.reading.inputs[0].format == "kamailio acc"
    assert (got.reading.rows_read, got.reading.rows_quarantined, got.reading.attempts) == (10, 0, 5)
    check_calls(got)


def test_the_table_of_a_real_kamailio(read: Reader, records: Records) -> None:
    """The same five from an export of its acc table, whose times are without a zone."""
    got = read(records.acc, timezone="UTC")
    assert (got.reading.rows_read, got.reading.rows_quarantined, got.reading.attempts) == (7, 0, 5)
    check_calls(got)


def test_missed_calls_with_the_days_that_sqlite_writes(read: Reader, records: Records) -> None:
    """The missed calls alone, in Julian days as db_sqlite stores them, begin within the same minute."""
    missed = read(records.missed)
    begun = missed.calls("start_ms")
    assert len(begun) == 3
    logged = read(records.log).calls("start_ms")
    assert min(logged)[0] - 1000 <= min(begun)[0] <= max(begun)[0] <= max(logged)[0] + 1000
