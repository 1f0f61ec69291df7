"""API keys: who may ask what. The file holds digests, never keys.

```toml
[[key]]
name = "dialler-a"
sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
may = ["ask", "refuse"]            # ask, refuse, outcome, lift; all but lift if left out
principals = ["Example Bank"]      # for whom it may ask; left out: for all
lines = ["L1"]                     # over which lines; left out: over all
per_second = 2000
```
"""

import hmac
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from jingling.gate.errors import GateError

Right = Literal["ask", "refuse", "outcome", "lift"]


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key's rights."""

    name: str
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    may: frozenset[Right] = frozenset({"ask", "refuse", "outcome"})
    principals: frozenset[str] | None = None
    lines: frozenset[str] | None = None
    per_second: Annotated[float, Meta(gt=0)] = 2_000.0


class _File(msgspec.Struct, forbid_unknown_fields=True):
    key: list[Key]


LOCAL = Key("loopback", "0" * 64, frozenset({"ask", "refuse", "outcome", "lift"}), per_second=1e9)
"""Who asks over loopback where no keys are set."""


class Keys:
    """The keys of a service, each with its rate.

    Args:
        path: the file of keys.
        workers: among how many workers each key's rate is shared out.

    Raises:
        GateError: the file cannot be read; says where.
    """

    def __init__(self, path: Path, workers: int = 1) -> None:
        try:
            found = msgspec.toml.decode(path.read_bytes(), type=_File).key
        except (OSError, ValueError) as fault:
            raise GateError(
                f"{path}: {fault}", "Write each key as a [[key]] table, see the guide."
            ) from fault
        self._keys: Mapping[str, Key] = {key.sha256: key for key in found}
        if len(self._keys) < len(found):
            raise GateError(f"{path}: two keys are the same.", "Give each of them a digest of its own.")
        self._workers = workers
        self._left: dict[str, tuple[float, float]] = {}

    def of(self, authorization: str) -> Key | None:
        """Return the key of an Authorization header, None for none or an unknown one."""
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() != "bearer" or not given:
            return None
        digest = sha256(given.encode()).hexdigest()
        key = self._keys.get(digest)
        return key if key is not None and hmac.compare_digest(key.sha256, digest) else None

    def within_rate(self, key: Key, cost: float = 1.0) -> bool:
        """Take from a key's bucket, which holds a second's worth; say whether there was enough."""
        now, rate = time.monotonic(), key.per_second / self._workers
        left, since = self._left.get(key.sha256, (rate, now))
        left = min(rate, left + (now - since) * rate)
        enough = left >= min(cost, rate)
        self._left[key.sha256] = (left - cost if enough else left, now)
        return enough


def may_ask_for(key: Key, principal: str, line: str | None = None) -> bool:
    """Say whether a key is for a principal and a line; one that is for some must name which it asks for."""
    return (key.principals is None or principal.strip() in key.principals) and (
        key.lines is None or line is None or line in key.lines
    )
