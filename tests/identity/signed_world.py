"""A test authority, its signer and its verifier, and a call for them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from jingling.identity import Attestation, Signer, Verification, Verifier
from jingling.identity.authority import Wanted, create_authority, open_signer

NOW = 1_790_000_000.0
CALLER = "+861051000007"
CALLEE = "+8613912345678"
X5U = "https://certs.example.org/jingling.pem"


class World(NamedTuple):
    """An authority in a directory, who signs with its certificate, and who trusts it."""

    folder: Path
    signer: Signer
    verifier: Verifier

    def header(
        self, *, caller: str = CALLER, callee: str = CALLEE, now: float = NOW, attest: str = "A"
    ) -> str:
        """Sign a call; attest "" makes a base token."""
        level = Attestation(attest) if attest else None
        return self.signer.identity(caller=caller, callee=callee, now=now, attest=level, origid="o1")

    def verify(
        self,
        *headers: str,
        caller: str = CALLER,
        callee: str = CALLEE,
        now: float = NOW,
        call: str = "c1",
        date: int | None = None,
    ) -> Verification:
        """Verify a call's headers."""
        return self.verifier.verify(headers, caller=caller, callee=callee, now=now, call=call, date=date)


def made(folder: Path, wanted: Wanted, *, now: float = NOW) -> World:
    """Make an authority, and open signer and verifier; changed files are looked for at each call."""
    create_authority(folder, wanted, datetime.fromtimestamp(now, UTC))
    signer = open_signer(folder)
    verifier = Verifier.open(
        folder / "trust", folder / "cache", hosts=["certs.example.org"], look_every_s=0.0
    )
    return World(folder, signer, verifier)
