"""Call records become a result: the job that an upload asks for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from jingling.console.findings.holding import hold
from jingling.console.findings.models import Upload
from jingling.console.findings.taking_in import take_in
from jingling.console.jobs.models import Job
from jingling.detect.options import Options
from jingling.words import Words

STEPS = 70
"""About as many steps as a run has; progress is their share, for nobody knows how long each will take."""

DETECTING = Words("looking for harassing callers", "检测骚扰主叫")
TAKING_IN = Words("taking in the result", "接收结果")
HOLDING = Words("holding it against the registers", "与登记对照")


def detect_upload(job: Job, tell: Callable[[Words, int, int], None]) -> dict[str, Any]:
    """Run detection on an uploaded file, take in the result and hold it against the registers.

    Done again after a worker was lost, it ends in the same rows.

    Raises:
        JinglingError: the records cannot be read.
    """
    from jingling.detect.report.writing import write_report
    from jingling.detect.run import detect  # slow to load; the web's processes never need it

    upload = Upload.objects.get(pk=job.arguments["upload"])
    out = settings.DATA / "results" / f"{upload.organisation_id}-{upload.pk}"
    made = 0

    def watch(_step: str) -> None:
        nonlocal made
        made += 1
        tell(DETECTING, min(made, STEPS), STEPS)

    detect([Path(upload.place)], out, Options(timezone="Asia/Shanghai", memory="2GiB"), watch=watch)
    write_report(out)
    tell(TAKING_IN, STEPS, STEPS)
    result = take_in(job.owner, upload.organisation, out, job.title)
    Upload.objects.filter(pk=upload.pk).update(result=result)
    tell(HOLDING, STEPS, STEPS)
    drifts = hold(result)
    page = reverse("findings:result", args=[result.pk])
    return {"page": page, "flagged": result.flagged, "drift": drifts}
