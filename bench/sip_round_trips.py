"""Round trips of SIP calls to a redirect server, each begun when it is due, however late answers come.

    python bench/sip_round_trips.py ADDRESS:PORT --from 127.0.0.2 --shown +8613911112222 --status 404

Calls fall due at random moments (a Poisson process of the rate asked for, which is what many callers make
together), and a round trip is from then to the answer: what the server, or this program, is late with counts
(coordinated omission would leave it out). SIPp cannot judge milliseconds: its clock has steps of four, and it
sends what is due in one go. The first second is not counted. Prints one line of JSON: calls, lost, wrong, and
p50_ms, p99_ms, p999_ms of the others. The program uses one core all the time.
"""

import argparse
import json
import random
import socket
import time

INVITE = """INVITE sip:{callee}@{server} SIP/2.0\r
Via: SIP/2.0/UDP {own};branch=z9hG4bK{call}\r
From: <sip:{shown}@{host}>;tag={call}\r
To: <sip:{callee}@{server}>\r
Call-ID: {call}\r
CSeq: 1 INVITE\r
Contact: <sip:caller@{own}>\r
Max-Forwards: 70\r
Content-Length: 0\r
\r
"""
ACK = """ACK sip:{callee}@{server} SIP/2.0\r
Via: SIP/2.0/UDP {own};branch=z9hG4bK{call}\r
From: <sip:{shown}@{host}>;tag={call}\r
To: <sip:{callee}@{server}>;tag=answered\r
Call-ID: {call}\r
CSeq: 1 ACK\r
Max-Forwards: 70\r
Content-Length: 0\r
\r
"""
CALLEES = 100_000
PATIENCE_S = 4.0


def main() -> None:
    """Ring, and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("server", help="address:port")
    asked.add_argument("--from", dest="host", default="127.0.0.1", help="address to ring from")
    asked.add_argument("--shown", default="+8613911112222")
    asked.add_argument("--status", type=int, default=404, help="what each call must be answered")
    asked.add_argument("--rate", type=int, default=5_000, help="calls a second")
    asked.add_argument("--seconds", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    wrong, took = round_trips(options)
    counted = took[options.rate :]
    answered = sorted(each for each in counted if each is not None)
    share = {"p50_ms": 0.5, "p99_ms": 0.99, "p999_ms": 0.999}
    told = {"calls": len(counted), "lost": len(counted) - len(answered), "wrong": wrong}
    for name, of in share.items() if answered else ():
        told[name] = round(1000 * answered[int(of * len(answered))], 3)
    print(json.dumps(told))


def round_trips(options: argparse.Namespace) -> tuple[int, list[float | None]]:
    """Return how many answers were wrong, and the seconds of each call's round trip, None for none."""
    chance = random.Random(options.seed)  # noqa: S311 - no secret
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
        wire.bind((options.host, 0))
        address, port = options.server.rsplit(":", 1)
        wire.connect((address, int(port)))
        wire.setblocking(False)
        own = f"{options.host}:{wire.getsockname()[1]}"
        count = options.rate * (options.seconds + 1)
        names = {"server": options.server, "own": own, "shown": options.shown, "host": options.host}
        run = f"{chance.getrandbits(48):x}"
        calls = [
            names | {"callee": f"+86139{at * 997 % CALLEES:08d}", "call": f"{run}-{at}-x"}
            for at in range(count)
        ]
        invites = [INVITE.format(**call).encode() for call in calls]
        acks = [ACK.format(**call).encode() for call in calls]
        expected = f"SIP/2.0 {options.status} ".encode()
        took: list[float | None] = [None] * count
        wrong = sent = heard = 0
        clock = time.perf_counter
        due = [clock() + 0.1]
        for _ in range(count):
            due.append(due[-1] + chance.expovariate(options.rate))
        while heard < count and clock() < due[count] + PATIENCE_S:
            if sent < count and due[sent] <= clock():
                wire.send(invites[sent])
                sent += 1
            try:
                answer = wire.recv(4096)
            except BlockingIOError:
                continue
            now = clock()
            call = int(answer.partition(b"Call-ID: ")[2].split(b"-", 2)[1])
            if took[call] is None and not answer.startswith(b"SIP/2.0 1"):
                took[call] = now - due[call]
                wire.send(acks[call])
                heard += 1
                wrong += not answer.startswith(expected)
    return wrong, took


if __name__ == "__main__":
    main()
