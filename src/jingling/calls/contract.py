"""The columns of a call record (话单): the contract, in the order that the table `calls` has.

The contract's units are those of the files; the table keeps whole milliseconds, number keys and small
integers, so that every engine computes the same figures.
"""

from dataclasses import dataclass
from typing import Literal

from jingling.words import Words

Kind = Literal["number", "time", "seconds", "flag", "choice", "code", "text"]

LONGEST_S = 2_147_483
"""The longest duration that fits 32-bit milliseconds: 24 days and 20 hours."""

SIMULATED = "jingling.simulated"
"""Key of a Parquet file's metadata that is `true` where the calls are simulated, so that no report of them is
taken for one of real people's."""

FIRST_MS, LAST_MS = 0, 4_102_444_800_000
"""Calls started in 1970 to 2099; anything else is an impossible date."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the contract.

    Args:
        name: as in files.
        kind: how its values are read.
        target: its name in the table `calls`.
        sql_type: its type there.
        words: what it is, for people.
        without: what cannot be judged when no record has it; None for required columns.
        aliases: other names that mean the same.
        choices: the values that a `choice` may have.
        low: smallest value of a `code`.
        high: largest value of a `code`.
    """

    name: str
    kind: Kind
    target: str
    sql_type: str
    words: Words
    without: Words | None = None
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0

    @property
    def required(self) -> bool:
        """Tell whether a row without it goes to quarantine."""
        return self.without is None


COLUMNS: tuple[Column, ...] = (
    Column("caller", "number", "caller", "BIGINT", Words("number shown to the called person", "主叫号码")),
    Column("callee", "number", "callee", "BIGINT", Words("number called", "被叫号码")),
    Column(
        "started_at", "time", "start_ms", "BIGINT", Words("when the call set-up was seen", "呼叫开始时间")
    ),
    Column("talk_s", "seconds", "talk_ms", "INTEGER", Words("seconds of conversation", "通话时长（秒）")),
    Column(
        "answered",
        "flag",
        "answered",
        "BOOLEAN",
        Words("whether it was answered", "是否接通"),
        Words(
            "Answered calls are told by talk time alone: one of 0 seconds counts as unanswered.",
            "是否接通只能由通话时长大于 0 判断；接通但时长为 0 的呼叫按未接通计。",
        ),
    ),
    Column(
        "answered_by",
        "choice",
        "answered_by",
        "VARCHAR",
        Words("who answered: person or machine", "应答方：人工或机器"),
        Words(
            "Calls answered by a machine are not told from those answered by a person.",
            "无法区分机器应答与人工应答。",
        ),
        choices=("person", "machine"),
    ),
    Column(
        "ring_s",
        "seconds",
        "ring_ms",
        "INTEGER",
        Words("seconds of ringing", "振铃时长（秒）"),
        Words(
            "Ringing time is not judged: one-ring bait shows only as unanswered calls, "
            "however long they rang.",
            "无法判断振铃时长：响一声只能按未接通呼叫识别，不论振铃多久。",
        ),
    ),
    Column(
        "cause",
        "code",
        "cause",
        "SMALLINT",
        Words("Q.850 release cause", "释放原因值（Q.850）"),
        Words(
            "Release causes are not judged: calls to unallocated numbers do not show.",
            "无法判断释放原因：拨打空号的情况无从得知。",
        ),
        high=127,
    ),
    Column(
        "sip_status",
        "code",
        "sip_status",
        "SMALLINT",
        Words("final SIP status", "SIP 最终响应码"),
        Words("Final SIP status is not judged.", "无法判断 SIP 最终响应码。"),
        low=100,
        high=699,
    ),
    Column(
        "released_by",
        "choice",
        "released_by",
        "VARCHAR",
        Words("who hung up: caller, callee, network", "挂机方：主叫、被叫、网络"),
        Words(
            "Who hung up is not judged: neither people who end the call at once nor callers who cancel show.",
            "无法判断挂机方：被叫立即挂断、主叫提前取消均无从得知。",
        ),
        choices=("caller", "callee", "network"),
    ),
    Column(
        "asserted",
        "number",
        "asserted",
        "BIGINT",
        Words("number the network vouches for", "网络认证的主叫号码"),
        Words(
            "A number shown in place of the one the network vouches for is not judged.",
            "无法对比显示号码与网络认证号码。",
        ),
    ),
    Column(
        "diverted_by",
        "number",
        "diverted_by",
        "BIGINT",
        Words("number that forwarded the call", "转移号码（前转方）"),
        Words("Forwarded calls are not told from direct ones.", "无法区分前转呼叫与直接呼叫。"),
    ),
    Column(
        "line",
        "text",
        "line",
        "VARCHAR",
        Words("line or trunk it came in by", "语音线路、中继"),
        Words(
            "No line findings, and no judgement of false caller numbers or of gateways.",
            "不出具线路线索，也无法判断虚假主叫和网关。",
        ),
        aliases=("trunk",),
    ),
    Column(
        "subscriber",
        "text",
        "subscriber",
        "VARCHAR",
        Words("card or account, pseudonymised", "用户卡或账户（化名）"),
        Words("Numbers of one card or account are not joined.", "无法关联同一卡或账户的多个号码。"),
    ),
    Column(
        "device",
        "text",
        "device",
        "VARCHAR",
        Words("IMEI or its pseudonym", "终端（IMEI 或化名）"),
        Words("Numbers that share a device (SIM pools) are not judged.", "无法判断共用终端的号码（卡池）。"),
    ),
    Column(
        "cell",
        "text",
        "cell",
        "VARCHAR",
        Words("cell", "小区"),
        Words("Numbers that share a cell are not judged.", "无法判断同小区的号码。"),
    ),
    Column(
        "carrier",
        "text",
        "carrier",
        "VARCHAR",
        Words("originating carrier", "主叫运营商"),
        Words("The originating carrier is not known.", "主叫运营商未知。"),
    ),
    Column(
        "attestation",
        "choice",
        "attestation",
        "VARCHAR",
        Words("attestation: A, B, C", "鉴权等级：A、B、C"),
        Words("Signed caller identity is not judged.", "无法判断主叫鉴权等级。"),
        choices=("A", "B", "C"),
    ),
    Column(
        "call_id",
        "text",
        "call_id",
        "VARCHAR",
        Words("identifier of the call", "呼叫标识"),
        Words(
            "A call recorded twice with other values is not noticed; only exact repeats are.",
            "同一呼叫的不同记录无法识别；只识别完全相同的重复行。",
        ),
    ),
)

BY_NAME = {column.name: column for column in COLUMNS}
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
NAMES = {name: column.name for column in COLUMNS for name in (column.name, *column.aliases)}
"""Every name that a file may use, with the contract's name for it."""
