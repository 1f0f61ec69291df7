"""A memory of tokens already used, so that one token cannot carry a second call (RFC 8224, section 12.1).

The workers of one machine share it. It is bounded twice: a token is forgotten two minutes after it was
signed, when nobody takes it for fresh any more, and the file has a fixed size. What it cannot remember, full
or damaged, is counted in `lost`, and the call goes on. It survives the workers, and not the machine's
next start.

A token is remembered by the first half of its signature: whoever has no key cannot make another token
with the same one, nor turn this token into a second that is as valid (as s to n - s would).
"""

import hashlib
import logging
import os
import shutil
import threading
from pathlib import Path
from typing import Protocol

import lmdb

_LOG = logging.getLogger(__name__)

FORGOTTEN_AFTER_S = 120
_BYTES = 256 << 20  # some 1.5 million tokens: two minutes of 12,000 signed calls a second
_FORGET_EVERY = 32  # tokens; a cursor for each of them would cost as much as the token
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class ReplayMemory(Protocol):
    """What remembers which token was used for which call."""

    def is_known(self, signature: bytes, iat: int) -> bool:
        """Tell whether the token was used for any call."""

    def is_replayed(self, signature: bytes, iat: int, call: str) -> bool:
        """Remember a token that was verified; tell whether another call used it first."""


class NoMemory:
    """Remembers nothing: for looking at a token without using it."""

    def is_known(self, signature: bytes, iat: int) -> bool:  # noqa: ARG002 - the protocol's
        """Tell that it was not."""
        return False

    def is_replayed(self, signature: bytes, iat: int, call: str) -> bool:  # noqa: ARG002 - the protocol's
        """Tell that it was not."""
        return False


class SharedReplayMemory:
    """The memory that a machine's workers share: an LMDB file, opened at its first use in each process.

    Args:
        folder: where the file is kept; nothing else is.

    Attributes:
        lost: how many tokens this process could not look up or remember.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self.lost = 0
        self._remembered = 0

    def is_known(self, signature: bytes, iat: int) -> bool:
        """Tell whether the token was used for any call."""
        try:
            with self._open().begin() as look:
                return look.get(_key(signature, iat)) is not None
        except (lmdb.Error, OSError) as fault:
            self._lose(fault)
            return False

    def is_replayed(self, signature: bytes, iat: int, call: str) -> bool:
        """Remember a token that was verified; tell whether another call used it first."""
        key = _key(signature, iat)
        mark = hashlib.blake2b(call.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        try:
            with self._open().begin(write=True) as write:
                if not write.put(key, mark, overwrite=False):
                    return write.get(key) != mark
                self._remembered += 1
                if self._remembered % _FORGET_EVERY == 0:
                    _forget(write, iat)
        except (lmdb.Error, OSError) as fault:
            self._lose(fault)
        return False

    def _lose(self, fault: Exception) -> None:
        if self.lost == 0:
            _LOG.warning("replayed tokens are not found any more: %s", fault)
        self.lost += 1

    def _open(self) -> lmdb.Environment:
        return _environment(self._folder)


def _key(signature: bytes, iat: int) -> bytes:
    return iat.to_bytes(4, "big") + signature[:16]


def _forget(write: lmdb.Transaction, iat: int) -> None:
    """Forget the oldest tokens whose time is over, four times as many as came in since the last time."""
    before = max(0, iat - FORGOTTEN_AFTER_S).to_bytes(4, "big")
    with write.cursor() as oldest:
        if oldest.first():
            for _ in range(4 * _FORGET_EVERY):
                if bytes(oldest.key()) >= before or not oldest.delete():
                    return


_OPEN: dict[Path, lmdb.Environment] = {}
_OPENING = threading.Lock()


def _environment(folder: Path) -> lmdb.Environment:
    """Return the file of a directory, which a process may open once only."""
    opened = _OPEN.get(folder)
    if opened is None:
        with _OPENING:
            opened = _OPEN.get(folder) or _OPEN.setdefault(folder, _open(folder))
    return opened


def _open(folder: Path) -> lmdb.Environment:
    # The file is not synced to disk, so it must not be trusted after a power cut: each start has its own.
    now = f"replay-{_BOOT.read_text().strip()}" if _BOOT.exists() else "replay"
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.glob("replay-*"):
        if other.name != now:
            shutil.rmtree(other, ignore_errors=True)
    opened = lmdb.open(
        str(folder / now), map_size=_BYTES, sync=False, metasync=False, writemap=True, max_readers=512
    )
    opened.reader_check()
    return opened


def _open_anew() -> None:
    """Let go of the parent's files in a forked child: LMDB's handles and our lock are the parent's."""
    global _OPENING  # noqa: PLW0603 - a lock that another thread held at the fork would stay held
    _OPENING = threading.Lock()
    for opened in _OPEN.values():
        opened.close()
    _OPEN.clear()


os.register_at_fork(after_in_child=_open_anew)
