"""What verifying a signed call costs, against the bare P-256 verification of OpenSSL.

usage: python bench/passport.py [--tokens 3000] [--rounds 7]

A round times, one after the other and in processor seconds of this process: `Verifier.verify` of fresh
shaken tokens, each of its own call, everything included (header, claims, freshness, numbers, certificate
path cached, number list, signature, memory of tokens shared through LMDB); the verification of the same
signatures by `cryptography` alone, which is OpenSSL of its wheel behind one Python call; and the system's
`openssl speed ecdsap256`. The medians over the rounds, and of their ratios, are printed.
"""

import argparse
import re
import statistics
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from jingling.identity import Attestation, Status, Verifier
from jingling.identity import passport as passports
from jingling.identity.authority import Wanted, create_authority, open_signer
from jingling.identity.cache import Cache
from jingling.identity.certificates import Credential, Credentials

CALLER = "+861051000007"


def main() -> None:
    """Print microseconds and ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        rounds = [one_round(Path(folder) / f"{at}", asked.tokens) for at in range(asked.rounds)]
    names = ("verify a call", "cryptography", "openssl speed")
    for name, times in zip(names, zip(*rounds, strict=True), strict=True):
        print(
            f"{name:14} {statistics.median(times):7.1f} µs  (rounds {', '.join(f'{one:.1f}' for one in times)})"
        )
    for at, name in ((1, "cryptography's verification"), (2, "openssl speed's verification")):
        ratio = statistics.median(one[0] / one[at] for one in rounds)
        print(f"ratio to {name}: {ratio:.2f}")


def one_round(folder: Path, tokens: int) -> tuple[float, float, float]:
    """Return microseconds of our verification, of cryptography's and of OpenSSL's."""
    now = time.time()
    create_authority(folder, Wanted(("+861051000000-+861051000099",)), datetime.now(UTC))
    signer = open_signer(folder)
    callees = [f"+86139{at:08d}" for at in range(tokens)]
    headers = [signer.identity(caller=CALLER, callee=one, now=now, attest=Attestation.A) for one in callees]
    verifier = Verifier.open(folder / "trust", folder / "cache")
    verifier.verify(headers[:1], caller=CALLER, callee=callees[0], now=now, call="0")
    calls = [
        ((header,), callee, f"call {at}")
        for at, (header, callee) in enumerate(zip(headers, callees, strict=True))
    ]
    calls[0] = (calls[0][0], callees[0], "0")
    begun = time.process_time()
    found = [
        verifier.verify(one, caller=CALLER, callee=callee, now=now, call=call) for one, callee, call in calls
    ]
    ours = time.process_time() - begun
    if not all(one.status is Status.VALID for one in found):
        raise SystemExit("some call was not valid")
    credential = Credentials(folder / "trust", Cache(folder / "cache")).of(signer.x5u, now)
    if not isinstance(credential, Credential):
        raise SystemExit("no certificate")
    read = [passports.read(header.partition(";")[0]) for header in headers]
    begun = time.process_time()
    for one in read:
        passports.is_signed_by(one, credential.key)
    bare = time.process_time() - begun
    return ours / tokens * 1e6, bare / tokens * 1e6, openssl()


def openssl() -> float:
    """Return microseconds of one verification, from `openssl speed`, which counts processor time."""
    told = subprocess.run(
        ["openssl", "speed", "-seconds", "1", "ecdsap256"], capture_output=True, text=True, check=True
    ).stdout
    line = re.search(r"256 bits ecdsa \(nistp256\).*\s([0-9.]+)\s*$", told, re.MULTILINE)
    if line is None:
        raise SystemExit("openssl speed tells no verifications a second")
    return 1e6 / float(line[1])


if __name__ == "__main__":
    main()
