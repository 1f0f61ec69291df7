"""Making a bulletin: the job that a page asks for."""

from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from typing import Any

from django.conf import settings
from django.urls import reverse

from jingling.complaints.bulletin import bulletin, neighbours
from jingling.complaints.bulletin_data import read_subscribers, read_told
from jingling.complaints.bulletin_pdf import bulletin_pdf
from jingling.complaints.bulletin_sheets import bulletin_sheets
from jingling.complaints.bulletin_text import bulletin_text
from jingling.complaints.clocks import BEIJING
from jingling.complaints.monthly import months
from jingling.console.bulletins.gathering import gather
from jingling.console.bulletins.models import Bulletin
from jingling.console.jobs.models import Job
from jingling.detect.report.bulletin import bulletin_charts, bulletin_values
from jingling.words import Language, Words

GATHERING = Words("gathering reports", "汇集举报")
COUNTING = Words("counting", "统计")
SETTING = Words("setting the PDF and the spreadsheet", "生成 PDF 与表格")
STEPS = 3

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def make_bulletin(job: Job, tell: Callable[[Words, int, int], None]) -> dict[str, Any]:
    """Count a month from the console's own data, and set its files.

    Done again after a worker was lost, it ends in one row and the same files.

    Raises:
        JinglingError: nothing was reported yet, or the PDF cannot be set.
    """
    month = job.arguments["month"]
    place: Path = settings.DATA / "bulletins" / str(job.pk)
    tell(GATHERING, 0, STEPS)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    gather(place / "data")
    tell(COUNTING, 1, STEPS)
    wanted = (month, *neighbours(month))
    counted = months(read_told(place / "data"), wanted, zone=BEIJING)
    subscribers = read_subscribers(settings.DATA / "subscribers.csv")
    text = bulletin_text(bulletin(*(counted[one] for one in wanted), subscribers=subscribers))
    tell(SETTING, 2, STEPS)
    made = Bulletin(
        month=month, job=job, page=bulletin_values(text), charts=bulletin_charts(text), place=str(place)
    )
    for language in LANGUAGES:
        made.file(language, "pdf").write_bytes(bulletin_pdf(text, language))
        made.file(language, "xlsx").write_bytes(bulletin_sheets(text, language))
    Bulletin.objects.filter(job=job).delete()
    made.save()
    for older in Bulletin.objects.filter(month=month).exclude(pk=made.pk):
        rmtree(Path(older.place) / "data", ignore_errors=True)  # the last count alone can be counted again
    return {"page": f"{reverse('bulletins:month')}?month={month}"}
