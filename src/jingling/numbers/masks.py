"""Masks: how a number is shown to those who may not see it whole, `139****0001`."""

import re

from jingling.numbers.keys import ANONYMOUS_FORM
from jingling.numbers.plan_files import calling_codes

_CHINESE = re.compile(r"\+86(?:(1[3-9]\d)\d{4}(\d{4})|(10|2\d|[3-9]\d\d)(\d{3,4})(\d{4}))")
_MACHINE = re.compile(r"\+86(1[04]\d{3})\d{4}(\d{4})")
_TOLL = re.compile(r"\+86([48]00)\d{4}(\d{3})")
_LONGEST_PUBLIC_CODE = 6


def mask(normal: str) -> str:
    """Mask a normal form for showing.

    Mobile numbers keep three digits in front and four behind, landlines their area code and the last
    four, foreign numbers their calling code and at most the last four. Codes of up to six digits are
    public and stay; a longer service number keeps the enterprise's five. Of any other text longer than
    four characters at most two are left at each end.
    """
    if normal == ANONYMOUS_FORM:
        return normal
    if found := _TOLL.fullmatch(normal) or _MACHINE.fullmatch(normal):
        return f"{found[1]}****{found[2]}"
    if found := _CHINESE.fullmatch(normal):
        if found[1]:
            return f"{found[1]}****{found[2]}"
        return f"0{found[3]}-{'*' * len(found[4])}{found[5]}"
    if re.fullmatch(r"\+[0-9]{7,15}", normal):
        code = next((normal[1:end] for end in (2, 3, 4) if normal[1:end] in calling_codes()), "")
        shown = 4 if len(normal) > len(code) + 8 else 2
        return f"+{code}****{normal[-shown:]}"
    if re.fullmatch(r"[19][0-9]{2,14}", normal):
        public = normal if len(normal) <= _LONGEST_PUBLIC_CODE else normal[:5]
        return public + "*" * (len(normal) - len(public))
    if len(normal) <= 4:
        return normal
    shown = min(2, len(normal) // 4)
    return normal[:shown] + "*" * (len(normal) - 2 * shown) + normal[-shown:]
