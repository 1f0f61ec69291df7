"""A verdict as a person reads it in the terminal."""

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text

from jingling.gate import Verdict
from jingling.words import Language, Words

VERDICTS = {
    "allow": Words("allowed", "放行"),
    "label": Words("allowed, labelled", "标记后放行"),
    "challenge": Words("to be challenged", "需要验证"),
    "reject": Words("rejected", "拒绝"),
}
_COLOURS = {"allow": "green", "label": "yellow", "challenge": "yellow", "reject": "red"}
_NO_REASON = Words("No rule objects.", "没有规则反对。")
_SOURCE = Words("source", "依据")
_REMEDY = Words("what would change it", "如何改变")
_SHADOW = Words("in shadow, not enforced", "影子规则，未执行")


def verdict_text(verdict: Verdict, speak: Language) -> RenderableType:
    """Say a verdict with all its reasons."""
    lines = [
        Text.from_markup(f"[bold {_COLOURS[verdict.verdict]}]{VERDICTS[verdict.verdict].text(speak)}[/]")
        + Text(
            f"  SIP {verdict.sip.status} {verdict.sip.reason}".rstrip() if verdict.verdict == "reject" else ""
        )
    ]
    if not verdict.reasons:
        lines.append(Text(_NO_REASON.text(speak)))
    for title, reasons in (("", verdict.reasons), (_SHADOW.text(speak), verdict.shadow)):
        if title and reasons:
            lines.append(Text.from_markup(f"[dim]{title}[/]"))
        for answer in reasons:
            lines += [
                Text.from_markup(
                    f"[bold]{answer.code}[/] [dim]{answer.status}[/]  {escape(answer.text.text(speak))}"
                ),
                Text.from_markup(
                    f"  [dim]{_SOURCE.text(speak)}[/] {escape(answer.source.text(speak))}\n"
                    f"  [dim]{_REMEDY.text(speak)}[/] {escape(answer.remedy.text(speak))}"
                ),
            ]
    return Group(*lines)
