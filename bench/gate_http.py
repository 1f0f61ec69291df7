"""The HTTP front on one core, beside the same server's empty JSON answer.

    apt-get install wrk
    python bench/gate_lists.py              # makes tmp/gate50M first
    python bench/gate_http.py [--data tmp/gate50M] [--seconds 10] [--rounds 3]

One worker is bound to one core and wrk to the other, 16 connections; rounds of the kinds in turn, medians of
requests a second and of the worker's CPU for each request.
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

FIRST = 86_13_000_000_000
CALLEES = 10_000
DECISION = {
    "direction": "outbound", "caller": "+861051000001", "line": "trunk", "principal": "Principal 7",
    "project": "project-7",
}  # fmt: skip
PREVIEW = {"caller": "+861051000001", "line": "trunk", "principal": "Principal 7", "project": "project-7"}
EMPTY = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
async def empty(request):
    await request.body()
    return Response(b"{}", media_type="application/json")
app = Starlette(routes=[Route("/v1/decisions", empty, methods=["POST"])])
uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")
"""


def started(command: list[str], port: int) -> subprocess.Popen[bytes]:
    """Start a server on the first core, and wait until it listens."""
    server = subprocess.Popen(["taskset", "-c", "0", *command, str(port)], stderr=subprocess.DEVNULL)
    for _ in range(600):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.05)
    raise SystemExit("the server does not listen")


def cpu_s(pid: int) -> float:
    """Return the CPU seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def asked(port: int, path: str, script: str, seconds: int, pid: int) -> tuple[float, float, str]:
    """Ask for some seconds; return requests a second, CPU µs each, and wrk's account of slow ones."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        before = cpu_s(pid)
        told = subprocess.run(
            ["taskset", "-c", "1", "wrk", "-t1", "-c16", f"-d{seconds}s", "--latency", "-s", file.name,
             f"http://127.0.0.1:{port}{path}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    used = cpu_s(pid) - before
    count = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
    if "Non-2xx" in told:
        raise SystemExit(told)
    return count / seconds, used / count * 1e6, re.search(r"99%\s+(\S+)", told)[1]  # type: ignore[index]


def main() -> None:
    """Measure in turn, print medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("tmp/gate50M"))
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    body = json.dumps(DECISION)[:-1] + ', "callee": "+'
    decision = (
        'wrk.method = "POST"\nlocal at = 0\nfunction request()\n  at = at + 1\n'
        f"  local callee = {FIRST} + 29 * (1000 * (at % 39999) + 7)\n"
        f"  return wrk.format(nil, nil, nil, '{body}' .. string.format('%d', callee) .. '\"}}')\nend\n"
    )
    people = [f"+{FIRST + 29 * (1000 * at + at % 9)}" for at in range(CALLEES)]
    preview = f"wrk.method = 'POST'\nwrk.body = '{json.dumps(PREVIEW | {'callees': people})}'\n"
    empty = started([sys.executable, "-c", EMPTY], 8731)
    gate = started(
        [sys.executable, "-m", "jingling", "gate", "serve", "--data", str(given.data), "--port"], 8732
    )
    figures: dict[str, list[tuple[float, float, str]]] = {
        "empty JSON answer": [],
        "decision": [],
        "preview": [],
    }
    try:
        for _ in range(given.rounds):
            figures["empty JSON answer"].append(
                asked(8731, "/v1/decisions", decision, given.seconds, empty.pid)
            )
            figures["decision"].append(asked(8732, "/v1/decisions", decision, given.seconds, gate.pid))
            figures["preview"].append(asked(8732, "/v1/previews", preview, given.seconds, gate.pid))
        with urllib.request.urlopen("http://127.0.0.1:8732/v1/health") as health:
            print(health.read().decode())
    finally:
        for server in (empty, gate):
            server.terminate()
    for what, rounds in figures.items():
        rate, cpu = (statistics.median(each[at] for each in rounds) for at in (0, 1))
        numbers = (
            f", {rate * CALLEES:,.0f} numbers a second, {cpu / CALLEES:.1f} µs each"
            if what == "preview"
            else ""
        )
        print(f"{what}: {rate:,.0f} a second, {cpu:,.0f} µs CPU, p99 {rounds[-1][2]}{numbers}")


if __name__ == "__main__":
    main()
