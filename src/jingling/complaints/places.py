"""Provinces (省、自治区、直辖市): from the area of a number to its province."""

import re
from functools import cache

from jingling.numbers.plan_files import areas
from jingling.words import Words

NO_PROVINCE = Words("", "")
_PROVINCE = re.compile(r".+?省|.{2}市|内蒙古|广西|西藏|宁夏|新疆")


@cache
def province_of(area: str) -> Words:
    """Return the province of a Chinese area code with its 0, `025`; empty where there is none."""
    if area not in areas():
        return NO_PROVINCE
    place = areas()[area].place
    found = _PROVINCE.match(place.zh)
    return Words(place.en.rpartition(", ")[2], found[0] if found else place.zh)
