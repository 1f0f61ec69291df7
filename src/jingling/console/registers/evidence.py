"""Evidence files 凭证文件: kept by digest, their kind told by their content, handed out as downloads only."""

import hashlib
import os
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from jingling.console.audit.actions import record
from jingling.console.errors import ConsoleError
from jingling.console.registers.models import Evidence

MOST_BYTES = 20 * 1024 * 1024

KINDS = {
    "pdf": (b"%PDF-", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "wav": (b"RIFF", "audio/wav"),
    "mp3": (b"ID3", "audio/mpeg"),
    "xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (b"", "text/csv"),
}
"""How a file of each kind begins, and as what it is handed out; CSV is text, and begins as it likes."""

SCANS = frozenset({"pdf", "png", "jpg"})
"""What a paper is scanned to."""


def kind_of(name: str, begins: bytes) -> str:
    """Tell the kind of a file from its name and its first bytes, which must agree.

    Raises:
        ConsoleError: it is of no kind that we keep, or not what its name says.
    """
    ending = Path(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if ending not in KINDS:
        raise ConsoleError(
            f"{ending or 'no ending'}: not a kind of file we keep.", f"One of {', '.join(KINDS)}."
        )
    magic = KINDS[ending][0]
    if not begins.startswith(magic) or (ending == "csv" and b"\x00" in begins):
        raise ConsoleError(
            "The file's content is not what its name says.", "Save it once more, and send that."
        )
    return ending


def place_of(evidence: Any) -> Path:
    """Return where a file lies that is kept by its digest."""
    place: Path = settings.DATA / "evidence" / evidence.digest[:2] / evidence.digest
    return place


def keep_content(digest: str, content: bytes) -> None:
    """Write a file to where its digest says, whole or not at all."""
    place: Path = settings.DATA / "evidence" / digest[:2] / digest
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{uuid.uuid4().hex}")
    with part.open("xb") as kept:
        kept.write(content)
        kept.flush()
        os.fsync(kept.fileno())
    part.replace(place)


@transaction.atomic
def keep_evidence(actor: Any, file: Any, kinds: frozenset[str] = frozenset(KINDS)) -> Evidence:
    """Keep a file for the actor's organisation; one that it kept before is returned as it is.

    Args:
        actor: an officer.
        file: what Django made of the upload.
        kinds: which kinds are taken.

    Raises:
        ConsoleError: the file is too large, empty, or of no kind that we keep.
    """
    if not 0 < file.size <= MOST_BYTES:
        raise ConsoleError("The file is empty or larger than 20 MB.", "Send a smaller copy.")
    content = file.read()
    kind = kind_of(file.name, content[:16] if not file.name.lower().endswith("csv") else content[:4096])
    if kind not in kinds:
        raise ConsoleError(
            f"{kind}: not a kind of file that is taken here.", f"One of {', '.join(sorted(kinds))}."
        )
    digest = hashlib.sha256(content).hexdigest()
    evidence, made = Evidence.objects.get_or_create(
        organisation=actor.organisation,
        digest=digest,
        defaults={"name": Path(file.name).name[:200], "kind": kind, "size": len(content)},
    )
    keep_content(digest, content)
    if made:
        record("evidence.kept", actor, evidence, digest=digest, kind=kind, size=len(content))
    return evidence
