"""One rule as a person reads it, and as JSON."""

from inspect import getmodule
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from jingling.rules import Rule
from jingling.words import Language, Words

_ON = Words("enforced", "执行")
_OFF = Words("off by default", "默认关闭")
_SHADOW = Words("recorded, not enforced", "仅记录，不执行")
_READING = Words("This is our own reading, not a quotation.", "此为本系统的理解，并非原文。")
_EFFECTS = {
    "note": Words("noted", "记录"),
    "label": Words("labelled", "标记"),
    "challenge": Words("challenged", "验证"),
    "reject": Words("rejected", "拒绝"),
}
_ROWS = {
    "source": Words("source", "依据"),
    "since": Words("in force from", "生效"),
    "until": Words("until", "截止"),
    "directions": Words("asked for", "适用方向"),
    "purposes": Words("purposes", "适用用途"),
    "figures": Words("figures", "参数"),
}


def rule_text(rule: Rule, speak: Language) -> RenderableType:
    """Say a rule in words."""
    state = (_SHADOW if rule.shadow else _ON if rule.on else _OFF).text(speak)
    parts: list[RenderableType] = [Text.from_markup(f"[bold]{rule.id}[/]  {rule.status} · {state}")]
    told = {
        "source": rule.source.text(speak),
        "since": str(rule.since or ""),
        "until": str(rule.until or ""),
        "directions": ", ".join(rule.directions),
        "purposes": ", ".join(sorted(rule.purposes)),
        "figures": ", ".join(f"{name} = {value}" for name, value in rule.figures.items()),
    }
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(overflow="fold")  # a Chinese sentence is one word, which would be cut off
    for name, text in told.items():
        if text:
            table.add_row(f"[dim]{_ROWS[name].text(speak)}[/]", escape(text))
    parts.append(table)
    if "reading" in rule.status:
        parts.append(Text.from_markup(f"[yellow]{_READING.text(speak)}[/]"))
    parts.extend(
        Text.from_markup(
            f"[bold]{_EFFECTS[answer.effect].text(speak)}[/] [dim]{answer.name}[/]  "
            f"{escape(answer.text.text(speak))}\n    → {escape(answer.remedy.text(speak))}"
        )
        for answer in rule.answers.values()
    )
    return Group(*parts)


def rule_json(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain values."""
    module = getmodule(rule.judge)
    return {
        "id": rule.id,
        "status": rule.status,
        "on": rule.on,
        "shadow": rule.shadow,
        "source": rule.source._asdict(),
        "since": rule.since,
        "until": rule.until,
        "directions": rule.directions,
        "purposes": sorted(rule.purposes),
        "figures": dict(rule.figures),
        "judge": module.__name__ if module and rule.directions else None,
        "answers": {
            answer.name: {
                "effect": answer.effect,
                "text": answer.text._asdict(),
                "remedy": answer.remedy._asdict(),
            }
            for answer in rule.answers.values()
        },
    }
