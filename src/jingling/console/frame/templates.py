"""What every template knows: texts in two languages, addresses, files with their digest, masks, times."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import localtime
from jinja2 import Environment, StrictUndefined

from jingling.console.frame.language import language, say, t
from jingling.console.frame.parts import modules
from jingling.console.frame.rail import rail_for
from jingling.detect.report.page import json_text
from jingling.numbers import mask


def environment(**options: Any) -> Environment:
    """Make the templates' environment; a name that is not there is an error, never a blank."""
    made = Environment(  # noqa: S701 — Django's options switch escaping on
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.do"],
    )
    made.globals.update(
        t=t,
        url=address,
        asset=asset,
        language=language,
        messages_left=get_messages,
        demo=settings.DEMO,
        json_text=json_text,
    )
    made.filters.update(say=say, mask=mask, count=count, moment=moment, day=day, share=share)
    for module in modules("filters"):  # a part's own, each by its function's name
        made.filters.update({filter_.__name__: filter_ for filter_ in module.FILTERS})
    return made


def shell(request: HttpRequest) -> dict[str, Any]:
    """Tell every template who reads it and what stands in the rail."""
    user = getattr(request, "user", None)
    return {"user": user, "rail": rail_for(request) if user is not None else ()}


def address(name: str, *args: Any, **query: Any) -> str:
    """Return the address of a page by its name, with a query if any."""
    path = reverse(name, args=args)
    kept = {key: value for key, value in query.items() if value not in {None, ""}}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


@cache
def asset(name: str) -> str:
    """Return the address of a file of ours; it changes with the file, so that browsers may keep it."""
    found: Callable[[str], Any] = finders.find
    path = found(name)
    if path is None:
        raise FileNotFoundError(name)
    with open(path, "rb") as file:  # noqa: PTH123 — finders return texts
        return f"{static(name)}?v={hashlib.file_digest(file, 'sha256').hexdigest()[:12]}"


def count(number: int | None) -> str:
    """Write a count: in thousands in English, and 万 and 亿 from there on in Chinese."""
    if number is None:
        return "–"
    if language() == "zh" and number >= 100_000:
        unit, word = (100_000_000, "亿") if number >= 100_000_000 else (10_000, "万")
        return f"{number / unit:.1f}".removesuffix(".0") + f" {word}"
    return f"{number:,}"


def share(part: float) -> str:
    """Write a share of 1 as hundredths."""
    return f"{part:.1%}"


def moment(at: datetime | None) -> str:
    """Write a time as Beijing has it, to the minute."""
    return localtime(at).strftime("%Y-%m-%d %H:%M") if at else "–"


def day(at: Any) -> str:
    """Write a day."""
    return at.strftime("%Y-%m-%d") if at else "–"
