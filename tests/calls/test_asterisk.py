"""Asterisk's Master.csv as it is written: recognised by itself, legs merged, the shown number taken."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Reader = Callable[..., Any]
TRUNK = "PJSIP/gw-beijing-0000001a"


def cdr(
    *,
    src: str = "13912345678",
    dst: str = "02188886666",
    clid: str = "",
    channel: str = TRUNK,
    to: str = "PJSIP/out-0000001b",
    app: str = "Dial",
    start: str = "2026-05-01 10:00:00",
    answer: str = "2026-05-01 10:00:05",
    end: str = "2026-05-01 10:01:05",
    duration: int = 65,
    billsec: int = 60,
    disposition: str = "ANSWERED",
    account: str = "",
    more: str = "",
) -> str:
    """Return one line as Asterisk writes it: texts quoted, seconds bare."""
    shown = clid or f'"{src}" <{src}>'
    texts = [account, src, dst, "from-pstn", shown, channel, to, app, f"{to},30"]
    quoted = ",".join('"' + text.replace('"', '""') + '"' for text in texts)
    times = ",".join(f'"{time}"' if time else "" for time in (start, answer, end))
    return f'{quoted},{times},{duration},{billsec},"{disposition}","DOCUMENTATION"{more}'


def unanswered(**fields: Any) -> str:
    """Return one line of an attempt that nobody took."""
    disposition = fields.pop("disposition", "NO ANSWER")
    return cdr(
        answer="", duration=20, billsec=0, end="2026-05-01 10:00:20", disposition=disposition, **fields
    )


@pytest.mark.parametrize(
    "more",
    ["", ',"1777600800.26"', ',"1777600800.26",""', ',"pbx1-1777600800.26","vip"', ',"note of no form"'],
)
def test_a_master_csv_is_recognised(read_text: Reader, more: str) -> None:
    """16 to 18 fields without a header are Asterisk's, whatever the file is called."""
    rows = [cdr(more=more), unanswered(dst="110", channel="PJSIP/gw-2", more=more.replace(".26", ".27"))]
    got = read_text("\n".join(rows), name="records", timezone="Asia/Shanghai")
    assert got.reading.inputs[0].format == "asterisk cdr-csv"
    assert got.calls("callee, start_ms, talk_ms, answered") == [
        (862188886666, 1777600800000, 60000, True),
        (10**15 + 110, 1777600800000, 0, False),
    ]


def test_times_need_a_zone(read_text: Reader) -> None:
    """Asterisk writes local times; the error says what to add."""
    with pytest.raises(Exception, match="no zone, such as 2026-05-01 10:00:00"):
        read_text(cdr())


def test_the_shown_number_is_the_caller(read_text: Reader) -> None:
    """The caller ID that the dial plan set goes before the extension that dialled."""
    rows = [
        cdr(src="101", clid='"Sales" <02162345678>', channel="PJSIP/101-00000001", dst="13800000001"),
        cdr(src="102", clid="<>", channel="PJSIP/102-00000002", dst="13800000002"),
        cdr(src="103", clid="02162345679", channel="PJSIP/103-00000003", dst="13800000003"),
        cdr(src="", clid='"Anonymous" <anonymous>', channel="PJSIP/gw-00000004", dst="13800000004"),
        cdr(src="", clid='"Restricted" <>', channel="PJSIP/gw-00000005", dst="13800000005"),
        cdr(src="", clid='"" <>', channel="PJSIP/gw-00000006", dst="13800000006"),
    ]
    got = read_text("\n".join(rows), timezone="Asia/Shanghai")
    assert dict(got.rows("SELECT callee % 10, caller FROM calls")) == {
        1: 862162345678,
        2: 10**15 + 102,
        3: 862162345679,
        4: 0,
        5: 0,
    }
    assert got.reasons() == [(6, "missing-caller")]


def test_lines_accounts_and_causes(read_text: Reader) -> None:
    """The channel names the line, the account code the subscriber; BUSY and CONGESTION are sure causes."""
    rows = [
        cdr(account="shop-7"),
        unanswered(channel="SIP/gw-0a", dst="110", disposition="BUSY"),
        unanswered(channel="Local/5@q-0000000b;2", dst="119", disposition="CONGESTION"),
        unanswered(channel="DAHDI/i1/2-1", dst="120", disposition="FAILED"),
    ]
    got = read_text("\n".join(rows), timezone="Asia/Shanghai")
    assert sorted(got.calls("line, subscriber, cause, answered"), key=str) == sorted(
        [
            ("PJSIP/gw-beijing", "shop-7", None, True),
            ("SIP/gw", None, 17, False),
            ("Local/5@q", None, 34, False),
            ("DAHDI/i1/2", None, None, False),
        ],
        key=str,
    )


def test_a_queue_call_is_one_attempt(read_text: Reader) -> None:
    """Agents that rang in vain and the one who answered are legs of one call to the number dialled."""
    legs = [
        unanswered(dst="4008886666", to="PJSIP/agent1-01", app="Queue", more=',"1777600800.30"'),
        unanswered(dst="4008886666", to="PJSIP/agent2-02", app="Queue", more=',"1777600800.30"'),
        cdr(dst="4008886666", to="PJSIP/agent3-03", app="Queue", more=',"1777600800.30"'),
    ]
    got = read_text("\n".join(legs), timezone="Asia/Shanghai")
    assert got.calls("callee, talk_ms, answered, call_id") == [(864008886666, 60000, True, "1777600800.30")]
    assert (got.reading.rows_read, got.reading.rows_kept, got.reading.attempts) == (3, 3, 1)
    assert "3 rows of this format became 1 attempts." in [words.en for words in got.reading.inputs[0].notes]


def test_music_in_a_queue_is_no_conversation(read_text: Reader) -> None:
    """A queue answers with music; a caller who gave up before an agent came spoke to nobody."""
    got = read_text(cdr(app="Queue", to="", more=',"1777600800.31"'), timezone="Asia/Shanghai")
    assert got.calls("talk_ms, answered") == [(0, False)]


def test_a_transferred_call_is_one_attempt(read_text: Reader) -> None:
    """Talk runs over both parts; the call goes to the number first dialled."""
    more = ',"1777600800.40","","","1777600800.40",{}'
    legs = [
        cdr(end="2026-05-01 10:01:05", more=more.format(7)),
        cdr(
            dst="8005",
            start="2026-05-01 10:01:05",
            answer="2026-05-01 10:01:05",
            end="2026-05-01 10:02:05",
            duration=60,
            billsec=60,
            more=more.format(8),
        ),
    ]
    got = read_text("\n".join(legs), timezone="Asia/Shanghai")
    assert got.calls("callee, talk_ms, answered") == [(862188886666, 120000, True)]


def test_a_ring_group_is_one_attempt_by_its_linkedid(read_text: Reader) -> None:
    """Legs of other channels join by linkedid; the caller is that of the channel that began it."""
    local = ',"1777600800.5{}","","","1777600800.50",{}'
    legs = [
        unanswered(src="600", dst="101", channel="Local/101@grp-01;2", more=local.format(1, 11)),
        unanswered(src="600", dst="102", channel="Local/102@grp-02;2", more=local.format(2, 12)),
        cdr(dst="600", app="Dial", more=local.format(0, 10)),
    ]
    got = read_text("\n".join(legs), timezone="Asia/Shanghai")
    assert got.calls("caller, talk_ms, line, call_id") == [
        (8613912345678, 60000, "PJSIP/gw-beijing", "1777600800.50")
    ]


def test_legs_without_ids_join_by_channel_source_and_start(read_text: Reader) -> None:
    """16 fields name no call: rows of one channel, source and start are one."""
    legs = [
        unanswered(to="SIP/1-1"),
        cdr(to="SIP/2-2"),
        cdr(start="2026-05-01 10:00:01"),
        cdr(channel="SIP/other-1"),
    ]
    assert read_text("\n".join(legs), timezone="Asia/Shanghai").reading.attempts == 3


def test_bad_rows_of_asterisk_cost_only_themselves(read_text: Reader) -> None:
    """Repeats, impossible dates and wrong counts are told by line; the other legs remain."""
    rows = [
        *(cdr(channel=f"PJSIP/gw-{at:08x}", dst=f"1380000{at:04}") for at in range(30)),
        cdr(channel="PJSIP/gw-00000003", dst="13800000003"),
        cdr(channel="PJSIP/gw-0000ff01", start="2026-02-30 10:00:00"),
        cdr(channel="PJSIP/gw-0000ff02", billsec=-5),
        cdr(channel="PJSIP/gw-0000ff03", dst=""),
        cdr(channel="PJSIP/gw-0000ff04", more=',"1777600800.77"'),
    ]
    got = read_text("\n".join(rows), timezone="Asia/Shanghai")
    assert got.reasons() == [
        (31, "repeated-row"),
        (32, "impossible-date"),
        (33, "negative-talk"),
        (34, "missing-callee"),
        (35, "wrong-field-count"),
    ]
    assert (got.reading.rows_read, got.reading.rows_kept, got.reading.attempts) == (35, 30, 30)


def test_legs_in_two_files_are_one_attempt(read: Reader, tmp_path: Path) -> None:
    """A call over the rotation of the log is still one."""
    (tmp_path / "Master.csv.1.csv").write_text(
        unanswered(app="Queue", to="SIP/a-1", more=',"1777600800.60"') + "\n"
    )
    (tmp_path / "Master.csv").write_text(cdr(app="Queue", to="SIP/b-1", more=',"1777600800.60"') + "\n")
    got = read(tmp_path, timezone="Asia/Shanghai")
    assert (got.reading.rows_kept, got.reading.attempts) == (2, 1)


LEG = st.tuples(st.integers(0, 3), st.integers(0, 50), st.integers(0, 50), st.booleans())


@settings(max_examples=12, deadline=None)
@given(legs=st.lists(LEG, max_size=12), shuffled=st.randoms())
def test_any_order_of_legs_gives_the_same_attempts(
    legs: list[tuple[int, int, int, bool]], shuffled: Any
) -> None:
    """Attempts do not depend on the order of rows, and there is one for each call."""
    import tempfile

    import duckdb

    from jingling.calls import read_calls

    rows = [
        cdr(
            src=f"1391234567{call}",
            start=f"2026-05-01 10:00:{ring:02}",
            duration=ring + talk,
            billsec=talk if answered else 0,
            disposition="ANSWERED" if answered else "NO ANSWER",
            to=f"SIP/{at}-1",
            dst=f"1380000000{call}",
            more=f',"1777600800.{call}"',
        )
        for at, (call, ring, talk, answered) in enumerate(legs)
    ]
    seen = []
    for _turn in range(2):
        with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
            (Path(folder) / "Master.csv").write_text("\n".join(rows))
            reading = read_calls(connection, [folder], timezone="Asia/Shanghai")
            seen.append((reading.attempts, connection.execute("FROM calls ORDER BY ALL").fetchall()))
        shuffled.shuffle(rows)
    assert seen[0] == seen[1]
    assert seen[0][0] == len({call for call, *_rest in legs})
