"""What was fetched, and what is to be fetched: a directory between the calls and the network.

    certificates/   <digest of the address>.pem    the chain that was found there
    revocation/     <digest of the address>.crl    a revocation list
    wanted/         <digest of the address>        the address itself

Calls read the first two and write the third; `fetch` does the opposite. Files appear whole, by renaming.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

_MOST_WANTED = 1000
_MOST_KEPT = 5000
_MOST_REMEMBERED = 10_000
_ASK_AGAIN_S = 60.0


class Cache:
    """The directory of fetched certificates (证书缓存).

    Args:
        folder: made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._certificates = folder / "certificates"
        self._revocation = folder / "revocation"
        self._wanted = folder / "wanted"
        for one in (self._certificates, self._revocation, self._wanted):
            one.mkdir(parents=True, exist_ok=True)
        self._asked_at: dict[str, float] = {}

    def certificate(self, url: str) -> bytes | None:
        """Return the chain that was found at an address, or None."""
        try:
            return (self._certificates / f"{_digest(url)}.pem").read_bytes()
        except FileNotFoundError:
            return None

    def revocation_lists(self) -> Iterator[bytes]:
        """Return every revocation list that was fetched."""
        for path in sorted(self._revocation.glob("*.crl")):
            yield path.read_bytes()

    def state(self) -> tuple[object, ...]:
        """Return what differs once a chain or a revocation list came or went."""
        return self._certificates.stat().st_mtime_ns, files_of(self._revocation)

    def keep_certificate(self, url: str, pem: bytes) -> None:
        """Keep a chain, for whoever asks for its address from now on; of too many the oldest goes."""
        # One certificate has any number of addresses (`?1`, `?2` …), and callers choose them.
        kept = sorted(self._certificates.glob("*.pem"), key=lambda path: path.stat().st_mtime)
        for oldest in kept[: max(0, len(kept) + 1 - _MOST_KEPT)]:
            oldest.unlink()
        _write(self._certificates / f"{_digest(url)}.pem", pem)
        self.want_no_more(url)

    def keep_revocation_list(self, url: str, data: bytes) -> None:
        """Keep a revocation list."""
        _write(self._revocation / f"{_digest(url)}.crl", data)

    def chains(self) -> Iterator[bytes]:
        """Return each chain that is kept."""
        for path in sorted(self._certificates.glob("*.pem")):
            yield path.read_bytes()

    def want(self, url: str) -> None:
        """Ask for an address to be fetched: once a minute at most, and a thousand addresses at a time."""
        now = time.monotonic()
        if now - self._asked_at.get(url, -_ASK_AGAIN_S) < _ASK_AGAIN_S:
            return
        if len(self._asked_at) >= _MOST_REMEMBERED:
            self._asked_at.clear()
        self._asked_at[url] = now
        path = self._wanted / _digest(url)
        if not path.exists() and sum(1 for _ in self._wanted.iterdir()) < _MOST_WANTED:
            _write(path, url.encode("utf-8", "surrogatepass"))

    def wanted(self) -> Iterator[str]:
        """Return the addresses that are to be fetched."""
        for path in sorted(self._wanted.iterdir()):
            yield path.read_text("utf-8", "surrogatepass")

    def want_no_more(self, url: str) -> None:
        """Take an address from those to be fetched; the next call that needs it asks anew."""
        (self._wanted / _digest(url)).unlink(missing_ok=True)


def files_of(folder: Path) -> tuple[object, ...]:
    """Return what differs once a file of a directory was changed, came or went."""
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.stat()) for entry in entries]
    except OSError as fault:
        return (str(fault),)
    return tuple(sorted((name, at.st_mtime_ns, at.st_size, at.st_ino) for name, at in found))


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def _write(path: Path, data: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent.parent, delete=False) as file:
        file.write(data)
        os.fchmod(file.fileno(), 0o644)
    Path(file.name).replace(path)
