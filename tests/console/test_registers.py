"""The registers: who answers for a number, what may be written, what a file may bring."""

import hashlib
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from console_world import World
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from jingling.console.errors import ConsoleError, NotAllowedError
from jingling.console.registers import actions, imports
from jingling.console.registers.chain import chains_of
from jingling.console.registers.evidence import keep_evidence, kind_of, place_of
from jingling.console.registers.lines import MOST_IN_BLOCK
from jingling.console.registers.models import Letter, Line, NumberBlock, Organisation
from jingling.console.registers.sheets import SHEETS
from jingling.numbers import read_number

EXCEL_BEGINS = b"PK\x03\x04"


def test_the_chain_names_everyone_from_principal_to_carrier(world: World) -> None:
    """For a number in a line's block, each part of the chain is the organisation that was registered."""
    (chain,) = chains_of(world.ours.carrier, read_number("010-51000042"))
    names = [part.organisation.name if part.organisation else None for part in chain.parts]
    assert names == ["ours principal", "ours centre", None, "ours centre", "ours carrier"]
    assert chain.letter == world.ours.letter
    assert chains_of(world.ours.carrier, read_number("010-51000100")) == []


def test_the_chain_page_asks_at_most_ten_queries(world: World, visit: Callable[..., Any]) -> None:
    """However many lines may show a number, its page asks ten queries at most, sign-in included."""
    for at in range(12):
        actions.register_line(
            world.ours.carrier,
            name=f"more-{at}",
            kind="enterprise",
            holder=world.ours.centre_house,
            numbers=["+861051000000-+861051000099"],
        )
    client = visit(world.ours.carrier)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get("/chain?number=010-51000042").content.decode()
    assert page.count('<ol class="chain">') == 13
    assert len(asked) <= 10, [query["sql"][:90] for query in asked]


def test_the_regulator_sees_every_carriers_chain_and_a_carrier_its_own(world: World) -> None:
    """Both carriers gave the same number out: each sees its own line, the regulator both."""
    number = read_number("95015020")
    assert [chain.line.name for chain in chains_of(world.ours.carrier, number)] == ["ours-L1"]
    assert [chain.line.name for chain in chains_of(world.regulator, number)] == ["ours-L1", "theirs-L1"]
    assert chains_of(world.citizen, number) == []


@given(
    first=st.integers(8610_50000000, 8610_89000000),
    length=st.integers(1, 3 * MOST_IN_BLOCK),
    off=st.integers(-3, 3 * MOST_IN_BLOCK + 3),
)
def test_blocks_hold_exactly_the_numbers_of_their_range(first: int, length: int, off: int) -> None:
    """A range of any length becomes blocks that do not overlap, are small, and hold its numbers alone."""
    blocks = actions.blocks_from(f"+{first}-+{first + length - 1}")
    assert all(block.size <= MOST_IN_BLOCK for block in blocks)
    assert sum(block.size for block in blocks) == length
    holding = [b for b in blocks if first + off > b.last - b.size and b.first <= first + off <= b.last]
    assert len(holding) == (0 <= off < length)


@pytest.mark.parametrize(
    "text",
    ["nonsense", "+861051000099-+861051000000", "95588-+861051000000", "+8613800000000-+8613999999999"],
)
def test_a_range_that_is_none_is_refused(text: str) -> None:
    """What is no number or range, runs backwards, or is absurdly long is refused in a sentence."""
    with pytest.raises(ConsoleError):
        actions.blocks_from(text)


def test_nobody_writes_into_another_carriers_register(world: World) -> None:
    """Actions refuse another carrier's rows, whoever calls them and from wherever."""
    with pytest.raises(NotAllowedError):
        actions.change_organisation(world.ours.carrier, world.theirs.centre_house, name="mine")
    with pytest.raises(NotAllowedError):
        actions.change_line(world.ours.carrier, world.theirs.line, hours="")
    with pytest.raises(NotAllowedError):
        actions.change_organisation(world.regulator, world.ours.centre_house, name="mine")


def test_a_line_is_added_and_changed_by_its_form(world: World, visit: Callable[..., Any]) -> None:
    """The form of a page registers a line with its numbers, says what is wrong, and changes it later."""
    client = visit(world.ours.carrier)
    row = {
        "name": "L9",
        "kind": "enterprise",
        "holder": "ours centre",
        "numbers": "+861052000000-+861052000009",
        "purposes": ["marketing", "survey"],
        "hours": "9-18",
    }
    refused = client.post("/registers/add/lines", row)
    assert refused.status_code == 422
    assert "Write hours as 09:00-18:00." in refused.content.decode()
    assert client.post("/registers/add/lines", {**row, "hours": "09:00-18:00"}).status_code == 302
    line = Line.objects.get(carrier=world.ours.carrier_house, name="L9")
    assert (line.purposes, line.blocks.count()) == ("marketing survey", 1)
    changed = {**row, "hours": "", "numbers": "95015099", "purposes": ["service"]}
    assert client.post(f"/lines/{line.pk}/change", changed).status_code == 302
    line.refresh_from_db()
    assert (line.hours, line.purposes, line.blocks.count()) == ("", "service", 2)
    assert "ours centre" in client.get(f"/lines/{line.pk}/change").content.decode()


def file_of(rows: list[list[Any]], name: str = "t.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    """Write a file as a person would send it."""
    if name.endswith("xlsx"):
        book, held = Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(held)
        return SimpleUploadedFile(name, held.getvalue())
    text = "\n".join(",".join(map(str, row)) for row in rows)
    return SimpleUploadedFile(name, text.encode(encoding))


HEADINGS = ["线路", "类型", "使用单位", "可显示号码", "用途", "每日呼叫上限", "颜色"]
LINES = [
    HEADINGS,
    ["A1", "企业线路", "ours centre", "+861053000000-+861053000009", "营销 客户服务", 500, "red"],
    ["A2", "enterprise", "nobody at all", "", "", "", ""],
    ["A3", "enterprise", "ours centre", "12x", "gambling", -1, ""],
    ["A1", "enterprise", "ours centre", "", "", "", ""],
    ["ours-L1", "enterprise", "ours centre", "", "", "", ""],
    ["", "", "", "", "", "", ""],
]


@pytest.mark.parametrize(("name", "encoding"), [("t.csv", "utf-8"), ("t.csv", "gb18030"), ("t.xlsx", "")])
def test_a_file_is_previewed_with_an_error_for_each_row(world: World, name: str, encoding: str) -> None:
    """CSV in either encoding and Excel give the same preview: what is good, what is wrong with the rest."""
    evidence = keep_evidence(world.ours.carrier, file_of(LINES, name, encoding))
    found = imports.preview(world.ours.carrier, SHEETS["lines"], evidence)
    assert found.unknown == ["颜色"]
    assert [row.at for row in found.good] == [2]
    assert {row.at: len(row.faults) for row in found.bad} == {3: 1, 4: 3, 5: 1, 6: 1}
    assert imports.take_in(world.ours.carrier, SHEETS["lines"], evidence) == 1
    line = Line.objects.get(carrier=world.ours.carrier_house, name="A1")
    assert (line.purposes, line.calls_per_day) == ("marketing service", 500)


def test_a_file_goes_from_upload_to_the_register(world: World, visit: Callable[..., Any]) -> None:
    """The page shows the preview, writes nothing before it is confirmed, and then writes the good rows."""
    client = visit(world.ours.carrier)
    rows = [["Name", "Kind", "Contact"], ["Firm A", "principal", "Li"], ["Firm B", "castle", ""]]
    page = client.post("/registers/import", {"sheet": "organisations", "file": file_of(rows)})
    assert "1 rows can be taken in, 1 have errors" in page.content.decode()
    assert not Organisation.objects.filter(name="Firm A").exists()
    confirm = page.content.decode().split('action="/registers/import/organisations/')[1].split('"')[0]
    assert client.post(f"/registers/import/organisations/{confirm}").status_code == 302
    assert Organisation.objects.get(name="Firm A").kept_by == world.ours.carrier_house


@pytest.mark.parametrize(
    "sent",
    [
        SimpleUploadedFile("t.xlsx", EXCEL_BEGINS + b"no zip at all"),
        SimpleUploadedFile("t.csv", b"\xff\xfe\x00\x00"),
        SimpleUploadedFile("t.csv", b"a,b\n1,2"),
        SimpleUploadedFile("t.exe", b"MZ"),
        SimpleUploadedFile("t.pdf", b"<html>"),
        SimpleUploadedFile("t.csv", b'Name,Kind\n"open,principal'),
    ],
    ids=["broken-excel", "binary", "other-columns", "program", "not-a-pdf", "open-quote"],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(
    world: World, visit: Callable[..., Any], sent: SimpleUploadedFile
) -> None:
    """Whatever is sent, the page says what is wrong and nothing is written."""
    before = Organisation.objects.count()
    sent.seek(0)
    answer = visit(world.ours.carrier).post("/registers/import", {"sheet": "organisations", "file": sent})
    assert answer.status_code == 422
    assert 'class="fault"' in answer.content.decode()
    assert Organisation.objects.count() == before


def test_evidence_is_kept_once_and_handed_out_as_a_download(world: World, visit: Callable[..., Any]) -> None:
    """The same file twice is one row; it comes back byte for byte, never to be shown inline."""
    content = b"%PDF-1.7 a letter"
    first, again = (keep_evidence(world.ours.carrier, SimpleUploadedFile("l.pdf", content)) for _ in range(2))
    assert first == again
    assert place_of(first).read_bytes() == content
    answer = visit(world.ours.carrier).get(f"/evidence/{first.pk}")
    assert b"".join(answer) == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_files_kind_is_told_by_its_content() -> None:
    """A name alone is not believed."""
    assert kind_of("a.JPEG", b"\xff\xd8\xff\xe0") == "jpg"
    with pytest.raises(ConsoleError):
        kind_of("a.png", b"\xff\xd8\xff\xe0")


def test_licences_tell_when_they_end(world: World, visit: Callable[..., Any]) -> None:
    """A licence that ends in thirty days is said to end soon, and the filter finds it."""
    assert world.ours.licence.state_on(date.today()) == "soon"  # noqa: DTZ011 — by the calendar
    page = visit(world.ours.carrier).get("/licences/?state=soon").content.decode()
    assert "B24-ours" in page
    assert "B24-ours" not in visit(world.ours.carrier).get("/licences/?state=valid").content.decode()


def test_no_block_is_longer_than_its_search_reaches(world: World) -> None:
    """The database itself refuses a block that the search for a number would miss."""
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        NumberBlock.objects.create(
            line=world.ours.line, first=8610_00000000, last=8610_00000000 + MOST_IN_BLOCK, kind="landline"
        )


def test_a_letter_has_its_scan(world: World, visit: Callable[..., Any]) -> None:
    """A scan comes with a letter or after it, by digest, to be downloaded by whom the letter names."""
    client = visit(world.ours.carrier)
    told = {
        "number": "SQ-scan",
        "giver": "ours principal",
        "taker": "ours centre",
        "valid_from": "2026-01-01",
        "valid_until": "2099-01-01",
    }
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.4 letter")
    client.post("/registers/add/letters", told | {"file": scan})
    letter = Letter.objects.get(number="SQ-scan")
    assert letter.evidence.digest == hashlib.sha256(b"%PDF-1.4 letter").hexdigest()
    later = SimpleUploadedFile("better.png", b"\x89PNG\r\n\x1a\n better")
    client.post(f"/letters/{letter.pk}/scan", {"file": later})
    letter.refresh_from_db()
    assert letter.evidence.name == "better.png"
    for reader, status in ((world.ours.centre, 200), (world.regulator, 200), (world.theirs.carrier, 404)):
        answer = visit(reader).get(f"/evidence/{letter.evidence.pk}")
        assert answer.status_code == status
        if status == 200:
            assert answer["Content-Disposition"].startswith("attachment")
            assert b"".join(answer) == b"\x89PNG\r\n\x1a\n better"


@pytest.mark.parametrize(
    ("name", "content"),
    [("scan.exe", b"MZ"), ("scan.pdf", b"<html>"), ("table.csv", b"a,b"), ("scan.png", b"")],
)
def test_what_is_no_scan_is_not_attached(
    world: World, visit: Callable[..., Any], name: str, content: bytes
) -> None:
    """A program, a page in disguise, a table, an empty file: none becomes a letter's scan."""
    client = visit(world.ours.carrier)
    client.post(f"/letters/{world.ours.letter.pk}/scan", {"file": SimpleUploadedFile(name, content)})
    world.ours.letter.refresh_from_db()
    assert world.ours.letter.evidence is None
