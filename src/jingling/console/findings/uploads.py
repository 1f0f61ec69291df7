"""Keeping uploaded call records: to a file under the data directory, with its digest and a limit."""

import hashlib
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from jingling.console.audit.actions import record
from jingling.console.errors import ConsoleError, NotAllowedError
from jingling.console.findings.models import Upload
from jingling.console.jobs.actions import ask
from jingling.console.jobs.models import Job

MOST_BYTES = 2 * 1024**3
ENDINGS = {".csv", ".parquet", ".gz", ".txt"}
PARQUET = b"PAR1"


def keep_records(actor: Any, file: Any, title: str) -> Job:
    """Keep a file of call records, and ask for its detection.

    Args:
        actor: an officer of a carrier.
        file: what Django made of the upload.
        title: what a person calls these records.

    Raises:
        NotAllowedError: the person is no carrier's.
        ConsoleError: the file is too large, or neither CSV nor Parquet by name and content.
    """
    if not actor.has_perm("findings.upload"):
        raise NotAllowedError("Call records are uploaded by the carrier that made them.")
    ending = Path(file.name).suffix.lower()
    if ending not in ENDINGS:
        raise ConsoleError(
            f"{ending or 'no ending'}: not a kind of file that holds call records.", "CSV or Parquet."
        )
    place = settings.DATA / "uploads" / f"{actor.organisation_id}-{uuid.uuid4().hex}{ending}"
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        size, digest = _kept(file, place)
        with transaction.atomic():
            job = ask(actor, "detect-upload", title)
            upload = Upload.objects.create(
                organisation=actor.organisation,
                job=job,
                name=Path(file.name).name[:200],
                place=str(place),
                size=size,
                digest=digest,
            )
            job.arguments = {"upload": upload.pk}
            job.save(update_fields=["arguments"])
            record("records.uploaded", actor, upload, name=upload.name, size=size, digest=upload.digest)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return job


def _kept(file: Any, place: Path) -> tuple[int, str]:
    """Write an upload down, and return its size and digest."""
    digest, size = hashlib.sha256(), 0
    with place.open("xb") as kept:
        for chunk in file.chunks():
            size += len(chunk)
            if size > MOST_BYTES:
                raise ConsoleError("The file is larger than 2 GB.", "Upload it in parts.")
            digest.update(chunk)
            kept.write(chunk)
    with place.open("rb") as kept:
        begins = kept.read(4)
    if (place.suffix == ".parquet") != (begins == PARQUET):
        raise ConsoleError("The file's content is not what its name says.", "Export it once more.")
    return size, digest.hexdigest()
