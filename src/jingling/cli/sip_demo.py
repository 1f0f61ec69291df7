"""`jingling gate sip-demo`: calls allowed, labelled, challenged and refused, in both modes, on loopback."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from jingling.cli.options import Lang, language
from jingling.words import Words

_MODES = {
    "redirect": Words("redirect: a switch asks, and routes by the answer", "重定向：交换机询问，按应答选路"),
    "inline": Words("inline: a proxy in the call's path", "串接：呼叫路径上的代理"),
}
_MODE = Words("mode", "方式")
_LOST = Words("lost", "丢失")
_WRONG = Words("wrong", "有误")
_VERDICTS = {
    "allow": Words("allowed", "放行"),
    "label": Words("labelled", "提示"),
    "challenge": Words("challenged", "质询"),
    "reject": Words("refused", "拒绝"),
}
_CAPTURES = Words("Captures, for tshark -r or Wireshark:", "抓包文件（可用 tshark -r 或 Wireshark 打开）：")


def sip_demo(
    out: Annotated[Path, typer.Option(help="Folder for captures and logs. / 抓包与日志目录。")] = Path(
        "sip-demo"
    ),
    times: Annotated[int, typer.Option(min=1, max=1000, help="How often each call. / 每种呼叫的次数。")] = 5,
    lang: Lang = "",
) -> None:
    """Ring through Kamailio and the gate, and count the answers on the wire. / 经 Kamailio 与关口试呼。"""
    from rich.table import Table

    from jingling.detect.report.terminal import console
    from jingling.gate.sip_demo import MODES, demonstrate

    speak = language(lang)
    table = Table(box=None, pad_edge=False)
    table.add_column(_MODE.text(speak))
    for heading in (*_VERDICTS.values(), _LOST, _WRONG):
        table.add_column(heading.text(speak), justify="right")
    became: Counter[str] = Counter()
    lost = wrong = 0
    captures = []
    for mode in MODES:
        done = demonstrate(mode, out.resolve(), times)
        counts = [done.became[word] for word in ("allow", "label", "challenge", "reject")]
        table.add_row(_MODES[mode].text(speak), *(str(count) for count in (*counts, done.lost, done.wrong)))
        became.update(done.became)
        lost, wrong = lost + done.lost, wrong + done.wrong
        captures.append(done.capture)
    show = console()
    show.print(table)
    show.print(_CAPTURES.text(speak), *(str(path) for path in captures), soft_wrap=True)
    told = {word: became[word] for word in _VERDICTS} | {"lost": lost, "wrong": wrong}
    typer.echo(json.dumps(told))
    if lost or wrong:
        raise SystemExit(1)
