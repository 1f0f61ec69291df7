"""Exports and logs of Kamailio's acc: transactions become attempts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jingling.calls.errors import NotCallRecordsError

Reader = Callable[..., Any]
DEFAULT = "id,method,from_tag,to_tag,callid,sip_code,sip_reason,time"
COLUMNS = f"{DEFAULT},src_user,src_domain,src_ip,dst_ouser,dst_user,dst_domain"
NUMBERS = "+8613912345678,a.example,192.0.2.7,+8613800000001,101,b.example"


def acc(
    at: int, method: str, call_id: str, code: int, second: int, tags: str = "f1,t1", numbers: str = NUMBERS
) -> str:
    """Return one row of an `acc` table."""
    return f"{at},{method},{tags},{call_id},{code},x,2026-05-01 10:00:{second:02},{numbers}"


def table(*rows: str) -> str:
    """Return an export with these rows."""
    return "\n".join([COLUMNS, *rows]) + "\n"


def test_an_invite_and_its_bye_are_one_attempt(read_text: Reader) -> None:
    """Talk runs from the answer to the BYE; the number dialled goes before the extension it led to."""
    got = read_text(
        table(acc(1, "INVITE", "c1", 200, 5), acc(2, "BYE", "c1", 200, 35)), timezone="Asia/Shanghai"
    )
    assert got.reading.inputs[0].format == "kamailio acc"
    assert got.calls("caller, callee, start_ms, talk_ms, answered, sip_status, line, call_id") == [
        (8613912345678, 8613800000001, 1777600805000, 30000, True, 200, "192.0.2.7", "c1")
    ]
    assert (got.reading.rows_read, got.reading.rows_kept, got.reading.attempts) == (2, 2, 1)


def test_forks_retries_and_retransmissions_are_one_attempt(read_text: Reader) -> None:
    """Failed branches before an answer, re-INVITEs and second BYEs change nothing but the counts."""
    rows = [
        acc(1, "INVITE", "c1", 407, 1, "f1,"),
        acc(2, "INVITE", "c1", 486, 2),
        acc(3, "INVITE", "c1", 200, 5, "f1,t2"),
        acc(4, "INVITE", "c1", 200, 6, "f1,t2"),
        acc(5, "ACK", "c1", 200, 6, "f1,t2"),
        acc(6, "INVITE", "c1", 200, 20, "t2,f1"),
        acc(7, "BYE", "c1", 200, 25, "f1,t2"),
        acc(8, "BYE", "c1", 481, 26, "t2,f1"),
    ]
    got = read_text(table(*rows), timezone="Asia/Shanghai")
    assert got.calls("start_ms, talk_ms, answered, sip_status") == [(1777600801000, 20000, True, 200)]
    assert (got.reading.rows_kept, got.reading.attempts) == (8, 1)


def test_missed_calls_are_unanswered(read_text: Reader) -> None:
    """The final status of the last branch is kept; a cancelled call was released by its caller."""
    rows = [
        acc(1, "INVITE", "c1", 486, 1),
        acc(2, "INVITE", "c2", 487, 2),
        acc(3, "CANCEL", "c2", 200, 2),
        acc(4, "INVITE", "c3", 408, 3),
        acc(5, "INVITE", "c3", 480, 4),
    ]
    got = read_text(table(*rows), timezone="Asia/Shanghai")
    assert got.calls("call_id, talk_ms, answered, sip_status, released_by") == [
        ("c1", 0, False, 486, None),
        ("c2", 0, False, 487, "caller"),
        ("c3", 0, False, 480, None),
    ]


def test_who_hung_up_is_told_by_tags_once_both_directions_show(read_text: Reader) -> None:
    """A BYE with the caller's tag is the caller's; where no BYE is turned round, tags prove nothing."""
    rows = [
        acc(1, "INVITE", "c1", 200, 1, "f1,t1"),
        acc(2, "BYE", "c1", 200, 2, "f1,t1"),
        acc(3, "INVITE", "c2", 200, 1, "f2,t2"),
        acc(4, "BYE", "c2", 200, 2, "t2,f2"),
    ]
    both = read_text(table(*rows), timezone="Asia/Shanghai")
    assert both.calls("call_id, released_by") == [("c1", "caller"), ("c2", "callee")]
    one = read_text(table(*rows[:2]), timezone="Asia/Shanghai")
    assert "released_by" not in one.reading.columns


def test_a_call_still_up_is_answered_and_of_no_length(read_text: Reader) -> None:
    """An answered INVITE without its BYE is an answered call whose talk time is unknown."""
    got = read_text(table(acc(1, "INVITE", "c1", 200, 5)), timezone="Asia/Shanghai")
    assert got.calls("talk_ms, answered") == [(0, True)]


def test_what_is_no_call_and_ends_without_starts_go_to_quarantine(read_text: Reader) -> None:
    """Messages are not calls, and a BYE whose INVITE is elsewhere is no attempt; both are told."""
    rows = [
        acc(1, "MESSAGE", "m1", 200, 1),
        acc(2, "BYE", "c0", 200, 2),
        acc(3, "INVITE", "c1", 200, 3),
        acc(4, "INVITE", "c2", 200, 3, numbers=",,,,,"),
        acc(5, "INVITE", "c3", 200, 99),
        acc(3, "INVITE", "c1", 200, 3),
    ]
    got = read_text(table(*rows), timezone="Asia/Shanghai")
    assert got.reasons() == [
        (2, "not-a-call"),
        (3, "end-without-start"),
        (5, "missing-caller"),
        (6, "impossible-date"),
        (7, "repeated-row"),
    ]
    assert got.reading.attempts == 1


def test_nulls_of_mysql_are_nulls(read_text: Reader) -> None:
    """`mysql --batch` writes tabs and the word NULL."""
    row = acc(1, "INVITE", "c1", 200, 5, numbers="NULL,NULL,NULL,+8613800000001,NULL,NULL")
    got = read_text(table(row).replace(",", "\t"), timezone="Asia/Shanghai")
    assert got.reasons() == [(2, "missing-caller")]


def test_numbers_may_be_uris_under_other_names(read_text: Reader) -> None:
    """Columns that db_extra called otherwise are mapped; a SIP or tel URI gives its number."""
    text = table(acc(1, "INVITE", "c1", 200, 5)).replace("src_user", "who").replace("dst_ouser", "whom")
    text = text.replace("+8613912345678,", "sip:+8613912345678@a.example;user=phone,").replace(
        "+8613800000001", "tel:+8613800000001;x=1"
    )
    got = read_text(text, mapping="caller=who,callee=whom", timezone="Asia/Shanghai")
    assert got.calls("caller, callee") == [(8613912345678, 8613800000001)]


def test_a_table_without_numbers_says_what_to_set(read_text: Reader) -> None:
    """Acc's default columns name nobody; the error tells how to have them."""
    with pytest.raises(NotCallRecordsError, match="neither caller nor callee") as caught:
        read_text(f"{DEFAULT}\n1,INVITE,a,b,c,200,OK,2026-05-01 10:00:00\n")
    assert "db_extra" in caught.value.hint


def test_dialogs_of_acc_cdrs_are_attempts(read_text: Reader) -> None:
    """A row of acc_cdrs is a whole call already."""
    text = (
        "id,start_time,end_time,duration,src_user,dst_ouser,callid\n"
        "1,2026-05-01 10:00:00,2026-05-01 10:01:00,60.250,+8613912345678,+8613800000001,c1\n"
    )
    got = read_text(text, timezone="Asia/Shanghai")
    assert got.reading.inputs[0].format == "kamailio acc_cdrs"
    assert got.calls("start_ms, talk_ms, call_id") == [(1777600800000, 60250, "c1")]


def test_log_lines_are_read_among_others(read_text: Reader) -> None:
    """Accounting lines of syslog carry epochs, so that no zone is needed; other lines are not records."""
    shown = "src_user=+8613912345678;src_ip=192.0.2.7;dst_ouser=+8613800000001"

    def line(event: str, second: int, method: str, code: int) -> str:
        return (
            f"May  1 10:00:{second:02} sip1 kamailio[7]: NOTICE: acc [acc.c:287]: ACC: {event}: "
            f"timestamp={1777600800 + second};method={method};from_tag=f1;to_tag=t1;call_id=c1;code={code};"
            f"reason=x;{shown}"
        )

    lines = [
        "May  1 10:00:00 sip1 kamailio[7]: INFO: started",
        line("call missed", 5, "INVITE", 486),
        line("transaction answered", 5, "INVITE", 486),
        line("transaction answered", 7, "INVITE", 200),
        line("transaction answered", 9, "BYE", 200),
        "May  1 10:00:10 sip1 kamailio[7]: INFO: done",
    ]
    got = read_text("\n".join(lines), name="syslog")
    assert got.calls("caller, callee, start_ms, talk_ms, sip_status, line") == [
        (8613912345678, 8613800000001, 1777600805000, 2000, 200, "192.0.2.7")
    ]
    assert (got.reading.rows_read, got.reading.attempts) == (4, 1)


def test_tables_of_answered_and_missed_calls_are_read_together(read: Reader, tmp_path: Path) -> None:
    """A failed branch stands in both tables; it is one attempt."""
    (tmp_path / "acc.csv").write_text(table(acc(1, "INVITE", "c1", 486, 1), acc(2, "INVITE", "c2", 200, 1)))
    (tmp_path / "missed_calls.csv").write_text(table(acc(9, "INVITE", "c1", 486, 1)))
    got = read(tmp_path, timezone="Asia/Shanghai")
    assert (got.reading.rows_kept, got.reading.attempts) == (3, 2)
