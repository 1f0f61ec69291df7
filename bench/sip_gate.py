"""What the gate in a SIP server costs: CPU per call against bare Kamailio, round trips, mistakes.

    python bench/sip_gate.py                    interleaved rounds, then round trips at 5,000 calls a second
    python bench/sip_gate.py --calls 1000000    so many calls, each of which must get the answer it should

Both servers are redirect servers with one worker and `-x tlsf`, on the first core; who rings has the second.
CPU is that of all Kamailio processes.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from jingling.gate.kamailio_process import DEPLOY, KamailioProcess
from jingling.gate.sip_demo import LOCAL, PEERS, publish_lists
from jingling.identity import Attestation
from jingling.identity.authority import Wanted, create_authority, open_signer

REDIRECT = DEPLOY / "redirect.cfg"
FLOOR = Path(__file__).parent / "sip_floor.cfg"
ROUND_TRIPS = Path(__file__).parent / "sip_round_trips.py"
CALLEES = 100_000
PHONES, ABROAD = PEERS["phones"], PEERS["abroad"]
ORDINARY = "+8613911112222"
SCENARIO = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="one answer">
  <send retrans="500" start_rtd="1"><![CDATA[
INVITE sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:SHOWN@[local_ip]>;tag=[pid]T[call_number]
To: <sip:[field0]@[remote_ip]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:caller@[local_ip]:[local_port]>
Max-Forwards: 70SIGNED
Content-Length: 0

]]></send>
  <recv response="STATUS" rtd="1"/>
  <send><![CDATA[
ACK sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
[last_Via:]
From: <sip:SHOWN@[local_ip]>;tag=[pid]T[call_number]
To: <sip:[field0]@[remote_ip]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
</scenario>
"""


class Kind(NamedTuple):
    """Calls of one kind: from where, showing what, and what they must be answered."""

    address: str
    shown: str
    status: int
    callee: str = ""
    signed: bool = False


ASKED = Kind(PHONES, ORDINARY, 404)
SIGNED = Kind(PHONES, ORDINARY, 404, signed=True)
REDIRECTED = Kind(PHONES, ORDINARY, 302)
MIXED = (
    (0.8, ASKED),
    (0.1, Kind(PHONES, "+8613700000009", 603)),
    (0.1, Kind(ABROAD, "+442079460001", 302, "+8613800000031")),
)


def rung(port: int, home: Path, kind: Kind, calls: int, *options: str) -> tuple[int, str]:
    """Ring so often with SIPp; return how many calls did not get the answer due, and SIPp's last words."""
    scenario, table = home / "scenario.xml", home / "callees.csv"
    text = SCENARIO.replace("SHOWN", kind.shown).replace("STATUS", str(kind.status))
    callees = [kind.callee or f"+86139{at * 997 % 100_000_000:08d}" for at in range(CALLEES)]
    if kind.signed:
        headers = signed_for(home / "gate", callees[:calls])
        parameters = headers[0].partition(";")[2]
        scenario.write_text(text.replace("SIGNED", f"\nIdentity: [field1];{parameters}"))
        signed = zip(callees, headers, strict=False)
        rows = [f"{callee};{header.partition(';')[0]};\n" for callee, header in signed]
    else:
        scenario.write_text(text.replace("SIGNED", ""))
        rows = [f"{callee};\n" for callee in callees]
    table.write_text("SEQUENTIAL\n" + "".join(rows))
    command = ["taskset", "-c", "1", "sipp", f"{LOCAL}:{port}"]
    command += ["-sf", str(scenario), "-inf", str(table), "-i", kind.address]
    done = subprocess.run(
        [*command, "-m", str(calls), "-nostdin", *options],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    (failed,) = [line for line in done.stdout.splitlines() if "Failed call" in line][-1:]
    return int(failed.rpartition("|")[2]), done.stdout


def signed_for(data: Path, callees: list[str]) -> list[str]:
    """Return an Identity header for a call to each; a token used twice would be a replay."""
    signer, now = open_signer(data / "ca"), time.time()
    return [
        signer.identity(caller=ORDINARY, callee=callee, now=now, attest=Attestation.A) for callee in callees
    ]


def cpu_us(configuration: Path, home: Path, kind: Kind, calls: int, outstanding: int) -> float:
    """Return the CPU microseconds of a call."""
    with server(configuration, home) as switch:
        options = ("-l", str(outstanding), "-r", "200000")
        rung(switch.port, home, kind, min(calls, 2_000), *options)
        before = switch.cpu_s()
        failed, _ = rung(switch.port, home, kind, calls, *options)
        spent = switch.cpu_s() - before
    if failed:
        raise SystemExit(f"{failed} of {calls} calls lost or wrong")
    return spent / calls * 1e6


def round_trips(home: Path, per_second: int, seconds: int) -> dict[str, float]:
    """Return what `sip_round_trips.py` says of ordinary calls, from the second core."""
    with server(REDIRECT, home) as switch:
        command = ["taskset", "-c", "1", sys.executable, str(ROUND_TRIPS), f"{LOCAL}:{switch.port}"]
        command += ["--from", ASKED.address, "--shown", ASKED.shown, "--status", str(ASKED.status)]
        command += ["--rate", str(per_second), "--seconds", str(seconds)]
        told: dict[str, float] = json.loads(
            subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
        )
    return told


def server(configuration: Path, home: Path) -> KamailioProcess:
    """Return a server with one worker, not yet started, with the gate's records kept."""
    data = home / "gate"
    if not data.exists():
        publish_lists(data)
        create_authority(data / "ca", Wanted((ORDINARY,)), datetime.now(UTC))
        (data / "gate.toml").write_text('trust = "ca/trust"\ncertificates = "ca/cache"\n')
    settings = {"GATE_DATA": str(data), "GATE_WORKERS": "1", "GATE_CALLS_PER_SECOND": "1000000"}
    return KamailioProcess(
        configuration, home, settings, [(address, line) for line, address in PEERS.items()]
    )


def main() -> None:
    """Measure, and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--per-round", type=int, default=20_000)
    asked.add_argument("--outstanding", type=int, default=8)
    asked.add_argument("--seconds", type=int, default=10, help="of round trips")
    asked.add_argument("--rate", type=int, default=5_000, help="calls a second whose round trips are timed")
    asked.add_argument("--calls", type=int, default=0, help="so many calls instead, and what became of them")
    options = asked.parse_args()
    os.sched_setaffinity(0, {0})  # and all that is started from here
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if options.calls:
            mistakes = 0
            with server(REDIRECT, home) as switch:
                for share, kind in MIXED:
                    failed, _ = rung(
                        switch.port, home, kind, int(options.calls * share), "-l", "64", "-r", "200000"
                    )
                    mistakes += failed
            print(f"{options.calls} calls, {mistakes} lost or wrong")
            return
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        rounds = []
        for at in range(options.rounds):
            bare, gate, signed = (
                cpu_us(configuration, home, kind, options.per_round, options.outstanding)
                for configuration, kind in ((FLOOR, REDIRECTED), (REDIRECT, ASKED), (REDIRECT, SIGNED))
            )
            rounds.append((gate / bare, signed / bare))
            print(
                f"round {at + 1}: bare {bare:.1f} us; unsigned {gate:.1f} us, {gate / bare:.1f} times; "
                f"signed {signed:.1f} us, {signed / bare:.1f} times"
            )
        if rounds:
            unsigned, signed = (statistics.median(each) for each in zip(*rounds, strict=True))
            print(f"medians: unsigned {unsigned:.1f} times, signed {signed:.1f} times")
        told = round_trips(home, options.rate, options.seconds)
        print(f"round trips at {options.rate:,} calls a second: {json.dumps(told)}")


if __name__ == "__main__":
    main()
