"""The gate's settings: `gate.toml` in its directory, every field with a default that needs no file.

```toml
stale_after_s = 600        # marketing waits when the publisher has been silent for longer; 0 = never
clear_numbers = false      # keep numbers in decision records as they are, rather than as keyed tokens
country = "cn"             # whose rules: cn or us
home_zone = "Asia/Shanghai"     # of called persons who declared none
rules = ["local.toml"]     # packs laid over the shipped one
trusted_peers = ["192.0.2.10"]  # whose P-Asserted-Identity counts
trust = "trust"            # roots and revocation lists for signed identity; without it none is verified
certificates = "certificates"   # where fetched certificates are kept
certificate_hosts = ["certs.example.org"]  # from which certificates may be fetched
roots = "roots.txt"        # where `gate serve` adds the ledger's published roots; "" = nowhere
```
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from jingling.gate.errors import GateError
from jingling.lists.feed import sync_directory
from jingling.rules import Country

FILE_NAME = "gate.toml"
KEY_NAME = "pseudonym.key"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of one gate's directory."""

    stale_after_s: int = 0
    clear_numbers: bool = False
    country: Country = "cn"
    home_zone: str = "Asia/Shanghai"
    rules: tuple[str, ...] = ()
    trusted_peers: tuple[str, ...] = ()
    trust: str = ""
    certificates: str = "certificates"
    certificate_hosts: tuple[str, ...] = ()
    roots: str = "roots.txt"


def read_settings(directory: Path) -> Settings:
    """Read a directory's settings.

    Raises:
        GateError: the file does not follow the form; says where.
    """
    path = directory / FILE_NAME
    if not path.exists():
        return Settings()
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
        ZoneInfo(settings.home_zone)
    except (OSError, ValueError, ZoneInfoNotFoundError) as fault:
        raise GateError(f"{path}: {fault}", "See the guide for its fields.") from fault
    return settings


def pseudonym_key(directory: Path) -> bytes:
    """Return the key of this gate's tokens, made at first use and readable by its owner alone."""
    path = directory / KEY_NAME
    if not path.exists():
        mine = directory / f"{KEY_NAME}.{os.getpid()}"
        with open(mine, "wb", opener=_private) as file:  # one of our number may have died over it
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another worker was first, and its key is everybody's
            os.link(mine, path)
        mine.unlink()
        sync_directory(directory)
    key = path.read_bytes()
    if len(key) != 32:
        raise GateError(f"{path} is not a key of 32 bytes.", "Restore it; tokens made with another differ.")
    return key


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
