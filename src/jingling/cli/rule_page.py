"""The page of all rules and reason codes, as `docs/rules.md` holds it."""

from jingling.rules import Country, Pack
from jingling.words import Language, Words

_TITLES = {
    "cn": Words("# Rules and reason codes", "# 规则与理由代码"),
    "us": Words("# Rules and reason codes: United States", "# 规则与理由代码：美国"),
}
_PAGES = {"cn": "rules", "us": "rules-us"}
_ABOUT = Words(
    "Every reason that a verdict may give: its code, what it does to the call, how firm the rule is, where "
    "it stands, and what would change the answer. Made by `jingling rules list --markdown`. `reading` marks "
    "our own interpretation; `draft` was published for comment, and nothing shows that it was adopted; "
    "`practice` is what a deployed platform enforces. What is off is switched on by a file laid over the "
    "pack, see [the gate](gate.md#rules-of-your-own).",
    "判定可能给出的全部理由：代码、对呼叫的处理、规则效力、依据，以及如何改变结果。由 "
    "`jingling rules list --markdown` 生成。`reading` 表示本系统的理解；`draft` 为征求意见稿，未见正式发布；"
    "`practice` 为已部署平台的做法。默认关闭的规则可用叠加文件开启，见[关口](gate.zh.md#自定义规则)。",
)
_OFF = Words("off by default", "默认关闭")
_HEAD = Words(
    "| answer | effect | what it says | what would change it |", "| 回答 | 处理 | 说明 | 如何改变 |"
)
_FIGURES = Words("figures", "参数")
_PURPOSES = Words("purposes", "适用用途")


def rules_page(pack: Pack, speak: Language, country: Country = "cn") -> str:
    """Write the page of a country's pack in one language."""
    page = _PAGES[country]
    other = Words(f"[中文]({page}.zh.md)", f"[English]({page}.md)")
    command = "rules list" if country == "cn" else f"rules list --country {country}"
    about = _ABOUT.text(speak).replace("rules list", command)
    parts = [_TITLES[country].text(speak), other.text(speak), about]
    for rule in pack.rules:
        off = "" if rule.on else f" · {_OFF.text(speak)}"
        lines = [f"## `{rule.id}`", f"{rule.status}{off}. {rule.source.text(speak)}."]
        if rule.purposes:
            purposes = ", ".join(f"`{purpose}`" for purpose in sorted(rule.purposes))
            lines.append(f"{_PURPOSES.text(speak)}: {purposes}")
        if rule.figures:
            figures = ", ".join(f"`{name} = {value}`" for name, value in rule.figures.items())
            lines.append(f"{_FIGURES.text(speak)}: {figures}")
        parts.append("\n".join(lines))
        if rule.answers:
            table = [_HEAD.text(speak), "|---|---|---|---|"]
            table += [
                f"| `{answer.name}` | {answer.effect} | {answer.text.text(speak)} "
                f"| {answer.remedy.text(speak)} |"
                for answer in rule.answers.values()
            ]
            parts.append("\n".join(table))
    return "\n\n".join(parts) + "\n"
