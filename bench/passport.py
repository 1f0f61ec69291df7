"""What verifying a signed call costs, against the bare P-256 verification of OpenSSL.

usage: python bench/passport.py [--tokens 6000]

Four things are timed in turn, forty tokens at a time, in processor time of this thread: `Verifier.verify`
with the memory of tokens that workers share, the same without that memory (both with all else: header,
claims, freshness, numbers, certificate path cached, number list, constraints, signature), the signature
alone by one call of `cryptography`, and reading the tokens without their signature. Before and after, the
system's `openssl speed ecdsap256` is run, whose processor time is that of verifications back to back.

Ratios are medians over the batches, each against its neighbour, so that other load on the machine
disturbs both alike.
"""

import argparse
import re
import statistics
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from jingling.identity import Attestation, Status, Verifier
from jingling.identity import passport as passports
from jingling.identity.authority import Wanted, create_authority, open_signer
from jingling.identity.cache import Cache
from jingling.identity.certificates import Credential, Credentials
from jingling.identity.replay import NoMemory

CALLER = "+861051000007"
BATCH = 40


def main() -> None:
    """Print microseconds and ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, default=6000)
    asked = parser.parse_args()
    before = openssl()
    with TemporaryDirectory() as folder:
        times = timed(Path(folder), asked.tokens)
    speed = statistics.mean((before, openssl()))
    for name, batches in times.items():
        print(f"{name:28} {statistics.median(batches):6.1f} µs, least {min(batches):6.1f}")
    print(f"{'openssl speed':28} {speed:6.1f} µs")
    for name in ("verify, with memory", "verify"):
        pairs = zip(times[name], times["signature alone"], strict=True)
        bare = statistics.median(one / other for one, other in pairs)
        against = statistics.median(times[name]) / speed
        print(f"{name}: {bare:.2f} × the signature alone, {against:.2f} × openssl speed")


def timed(folder: Path, tokens: int) -> dict[str, list[float]]:
    """Return microseconds for one token, batch by batch."""
    now = time.time()
    create_authority(folder, Wanted(("+861051000000-+861051000099",)), datetime.now(UTC))
    signer = open_signer(folder)
    callees = [f"+86139{at:08d}" for at in range(tokens)]
    headers = [signer.identity(caller=CALLER, callee=one, now=now, attest=Attestation.A) for one in callees]
    with_memory = Verifier.open(folder / "trust", folder / "cache")
    without = Verifier.open(folder / "trust", folder / "cache", replays=NoMemory())
    credential = Credentials(folder / "trust", Cache(folder / "cache")).of(signer.x5u, now)
    if not isinstance(credential, Credential):
        raise SystemExit("no certificate")
    read = [passports.read(header.partition(";")[0]) for header in headers]
    bare = [(der(one.signature), one.signed) for one in read]
    es256 = ECDSA(SHA256())

    def verify(verifier: Verifier, at: int) -> None:
        found = verifier.verify((headers[at],), caller=CALLER, callee=callees[at], now=now, call=callees[at])
        if found.status is not Status.VALID:
            raise SystemExit("a call was not valid")

    ways: dict[str, Callable[[int], object]] = {
        "verify, with memory": lambda at: verify(with_memory, at),
        "signature alone": lambda at: credential.key.verify(*bare[at], es256),
        "verify": lambda at: verify(without, at),
        "reading the token": lambda at: passports.read(headers[at].partition(";")[0]),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for start in range(0, tokens - BATCH + 1, BATCH):
        for name, way in ways.items():
            begun = time.thread_time()
            for at in range(start, start + BATCH):
                way(at)
            times[name].append((time.thread_time() - begun) / BATCH * 1e6)
    return times


def der(signature: bytes) -> bytes:
    """Return a signature as OpenSSL wants it."""
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def openssl() -> float:
    """Return microseconds of one verification, from `openssl speed`, which counts processor time."""
    told = subprocess.run(
        ["openssl", "speed", "-seconds", "2", "ecdsap256"], capture_output=True, text=True, check=True
    ).stdout
    line = re.search(r"256 bits ecdsa \(nistp256\).*\s([0-9.]+)\s*$", told, re.MULTILINE)
    if line is None:
        raise SystemExit("openssl speed tells no verifications a second")
    return 1e6 / float(line[1])


if __name__ == "__main__":
    main()
