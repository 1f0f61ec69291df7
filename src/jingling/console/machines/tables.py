"""The table of keys."""

from typing import Any

from markupsafe import Markup

from jingling.console.frame.language import say
from jingling.console.frame.listing import Column
from jingling.console.frame.orders import Order
from jingling.console.frame.templates import moment
from jingling.console.machines.models import STATE_WORDS, Key
from jingling.words import Words

COLOURS = {"in force": "green", "expired": "amber", "revoked": "red"}


def state_of(key: Key) -> Markup:
    """Label a key's state."""
    label = Markup('<span class="tag {}">{}</span>')
    return label.format(COLOURS[key.state], say(STATE_WORDS[key.state]))


def scopes_of(key: Key) -> str:
    """Say what a key is good for."""
    return say(Words(", ", "、")).join(map(say, key.scope_words))


def _revoking(key: Any) -> str:
    from django.urls import reverse

    return reverse("machines:revoke", args=[key.pk]) if key.state == "in force" else ""


KEYS = (
    Column("name", Words("Machine", "系统"), lambda row: row.name, link=_revoking),
    Column("begins", Words("Key begins", "密钥开头"), lambda row: row.begins),
    Column("scopes", Words("May", "允许的操作"), lambda row: row.scopes, scopes_of),
    Column("state", Words("State", "状态"), lambda row: row.state, state_of),
    Column("ends", Words("Ends at", "到期时间"), lambda row: row.expires_at, lambda r: moment(r.expires_at)),
    Column(
        "used", Words("Last used", "最近使用"), lambda row: row.last_used_at, lambda r: moment(r.last_used_at)
    ),
    Column("made_by", Words("Made by", "创建人"), lambda row: row.made_by.shown_name, once=True),
)
ORDERS = (Order("latest", Words("Latest first", "最新在前"), "made_at", descending=True),)
