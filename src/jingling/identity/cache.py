"""What was fetched, and what is to be fetched: a directory between the calls and the network.

    certificates/   <digest of the address>.pem    the chain that was found there
    revocation/     <digest of the address>.crl    a revocation list
    wanted/         <digest of the address>        the address itself; not tried before the file's time

Calls read the first two and write the third; `fetch` does the opposite. Files appear whole, by renaming.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

_MOST_WANTED = 1000
_MOST_REMEMBERED = 10_000


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
        self._asked_for: set[str] = set()

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
        """Keep a chain, for whoever asks for its address from now on."""
        _write(self._certificates / f"{_digest(url)}.pem", pem)
        (self._wanted / _digest(url)).unlink(missing_ok=True)

    def keep_revocation_list(self, url: str, data: bytes) -> None:
        """Keep a revocation list."""
        _write(self._revocation / f"{_digest(url)}.crl", data)

    def chains(self) -> Iterator[tuple[bytes, float]]:
        """Return each chain that is kept, and when it came (seconds since 1970)."""
        for path in sorted(self._certificates.glob("*.pem")):
            yield path.read_bytes(), path.stat().st_mtime

    def want(self, url: str) -> None:
        """Ask for an address to be fetched; once for each process, and no more than a thousand at a time."""
        if url in self._asked_for:
            return
        if len(self._asked_for) >= _MOST_REMEMBERED:
            self._asked_for.clear()
        self._asked_for.add(url)
        path = self._wanted / _digest(url)
        if not path.exists() and sum(1 for _ in self._wanted.iterdir()) < _MOST_WANTED:
            _write(path, url.encode("utf-8", "surrogatepass"))

    def wanted(self) -> Iterator[str]:
        """Return the addresses that are to be fetched now."""
        for path in sorted(self._wanted.iterdir()):
            if path.stat().st_mtime <= time.time():
                yield path.read_text("utf-8", "surrogatepass")

    def put_off(self, url: str, seconds: float) -> None:
        """Try an address again, though not before so many seconds have passed."""
        then = time.time() + seconds
        os.utime(self._wanted / _digest(url), (then, then))


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
