"""One-time codes: six digits, kept as a keyed digest, for ten minutes and five tries, and few of them.

An address or a number that asks too often is told to wait, whether or not we know the number: the answer
tells nothing of anybody.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from jingling.console.citizens.models import Code, Person
from jingling.console.errors import ConsoleError
from jingling.console.frame.language import t
from jingling.console.notices.sending import send

DIGITS = 6
HOLDS_FOR = timedelta(minutes=10)
TRIES = 5
PAUSE = timedelta(seconds=60)
MOST_A_DAY = 5
MOST_FROM_ADDRESS = 10
"""Codes that one address may ask for within an hour."""


class TooManyCodesError(ConsoleError):
    """Codes were asked for too often."""


def send_code(number: int, normal: str, sender: str, about: str = "", told: str = "") -> Code:
    """Make a code and send it to its number; earlier ones of the number end.

    Args:
        number: the number's key.
        normal: its normal form, to which the message goes.
        sender: the digest of the address that asks.
        about: what the code shall allow beside proving the number.
        told: what the message says that it allows.

    Raises:
        TooManyCodesError: the number or the address asked too often.
    """
    now = timezone.now()
    with transaction.atomic():
        Person.objects.get_or_create(number=number)
        Person.objects.select_for_update().get(number=number)
        _few(number, sender)
        text = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        Code.objects.filter(number=number, used_at=None, expires_at__gt=now).update(expires_at=now)
        code = Code.objects.create(
            number=number,
            sender=sender,
            about=about,
            digest="",
            expires_at=now + HOLDS_FOR,
            tries_left=TRIES,
        )
        code.digest = _digest(code, text)
        code.save(update_fields=["digest"])
    send(
        normal,
        t(
            "jingling: your code is {code}, for ten minutes. {told} Give it to nobody.",
            "【静铃】验证码 {code}，10 分钟内有效。{told}请勿告知他人。",
            code=text,
            told=told,
        ),
    )
    return code


def _few(number: int, sender: str) -> None:
    now = timezone.now()
    of_number = Code.objects.filter(number=number)
    if of_number.filter(sent_at__gt=now - PAUSE).exists():
        raise TooManyCodesError(
            t("A code was sent within the last minute.", "一分钟内已发送过验证码。"),
            t("Wait a minute, then ask again.", "请稍候一分钟再试。"),
        )
    of_address = Code.objects.filter(sender=sender, sent_at__gt=now - timedelta(hours=1))
    if (
        of_number.filter(sent_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY
        or of_address.count() >= MOST_FROM_ADDRESS
    ):
        raise TooManyCodesError(
            t("Too many codes were asked for.", "获取验证码次数过多。"),
            t("Try again tomorrow.", "请明天再试。"),
        )


def check_code(code: Code, text: str) -> bool:
    """Say whether a text is the code; a try is counted before it is looked at, and a code is good once."""
    now = timezone.now()
    tried = Code.objects.filter(pk=code.pk, used_at=None, expires_at__gt=now, tries_left__gt=0)
    if not tried.update(tries_left=F("tries_left") - 1):
        return False
    if not hmac.compare_digest(_digest(code, text), code.digest):
        return False
    return bool(Code.objects.filter(pk=code.pk, used_at=None).update(used_at=now))


def check_code_of_one_use(code: Code, text: str) -> bool:
    """Say the same of a code for one request, which may have to be sent again: good until it is over."""
    tried = Code.objects.filter(pk=code.pk, expires_at__gt=timezone.now(), tries_left__gt=0)
    if not tried.update(tries_left=F("tries_left") - 1):
        return False
    if not hmac.compare_digest(_digest(code, text), code.digest):
        return False
    Code.objects.filter(pk=code.pk, used_at=None).update(used_at=timezone.now())
    return True


def sender_of(request: HttpRequest) -> str:
    """Return a keyed digest of the address that a request comes from."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:  # a proxy stands in front, and names whom it serves
        address = request.headers.get("X-Forwarded-For", address).rsplit(",", 1)[-1].strip()
    return _keyed(f"address {address}")


def _digest(code: Code, text: str) -> str:
    return _keyed(f"code {code.pk} {code.number} {code.about} {text}")


def _keyed(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
