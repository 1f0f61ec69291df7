"""One person cannot be heard louder than the formula allows, whatever they send."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.complaints.report import Report
from jingling.complaints.trust import (
    USUAL_IN_BLOCK,
    USUAL_REPORTS,
    Record,
    trust,
    trust_of_all,
    weight_of_number,
)

BASE = Report("R", "app", None, "", "", 8617000001234, called_proven=True, reporter="p1")
COUNTS = st.integers(0, 500)


def thousand(step: int) -> list[Report]:
    """Report a thousand numbers, so far apart."""
    return [replace(BASE, report=f"R{at}", key=8617000000000 + step * at) for at in range(1000)]


@pytest.mark.parametrize(("step", "most"), [(10_000, USUAL_REPORTS), (1, USUAL_IN_BLOCK)])
def test_a_thousand_numbers_of_one_person_weigh_no_more_than_twenty(step: int, most: int) -> None:
    """Over all blocks they weigh as twenty at most, in one block as three; each is held back."""
    trusts = trust_of_all(thousand(step))
    assert sum(one.weight for one in trusts.values()) <= most
    assert all(one.held_back for one in trusts.values())
    assert "many" in next(iter(trusts.values())).words.en


@given(COUNTS, COUNTS, st.integers(1, 5000), st.integers(1, 5000))
def test_trust_moves_the_right_way(confirmed: int, refuted: int, reports: int, in_block: int) -> None:
    """A confirmed report never lowers trust, a refuted one or another report never raises it."""

    def weight(record: Record, reports: int = reports, in_block: int = in_block) -> float:
        return trust(BASE, record, reports=reports, in_block=in_block).weight

    here = weight(Record(confirmed, refuted))
    assert 0 < here <= 1
    assert weight(Record(confirmed + 1, refuted)) >= here >= weight(Record(confirmed, refuted + 1))
    assert weight(Record(confirmed, refuted), reports + 1) <= here
    assert weight(Record(confirmed, refuted), reports, in_block + 1) <= here


@given(st.integers(1, 300))
def test_accounts_without_proof_weigh_as_one(accounts: int) -> None:
    """However many accounts without a proved number report somebody, they weigh as one of them."""
    mob = [replace(BASE, report=f"R{at}", reporter=f"p{at}", called_proven=False) for at in range(accounts)]
    assert weight_of_number(mob, trust_of_all(mob)) == pytest.approx(1 / 3)


def test_people_who_agree_weigh_more_than_one_who_repeats() -> None:
    """Five people with proof outweigh one person who reports five times."""
    five = [replace(BASE, report=f"R{at}", reporter=f"p{at}") for at in range(5)]
    again = [replace(BASE, report=f"R{at}") for at in range(5)]
    assert weight_of_number(five, trust_of_all(five)) > 0.99
    assert weight_of_number(again, trust_of_all(again)) == pytest.approx(2 / 3)
