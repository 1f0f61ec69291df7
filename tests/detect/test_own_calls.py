"""Which calls count for the number they show: forging lines, proven falsehood, and everybody else."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingling.detect.steps.own_calls import make_own_calls
from jingling.detect.steps.register import prove_false
from jingling.engines.workbench import Workbench
from jingling.identity import Line

Call = dict[str, object]
Lay = Callable[[Sequence[Call]], Workbench]

NOON_MS = 1_780_286_400_000
MANY = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def call(caller: int, callee: int, at_s: int, line: str | None, talk_s: int = 20) -> Call:
    """Return one call."""
    return {
        "caller": caller,
        "callee": callee,
        "start_ms": NOON_MS + 1000 * at_s,
        "talk_ms": 1000 * talk_s,
        "line": line,
    }


def gateway(numbers: int, line: str = "forger") -> list[Call]:
    """Return calls of a gateway that shows a new number (1,000 on) at each call, to strangers (50,000 on)."""
    return [call(1_000 + at, 50_000 + at, 10 * at, line) for at in range(numbers)]


def trunk(people: int, line: str = "trunk") -> list[Call]:
    """Return two calls each of people on an ordinary trunk; some answer a friend's call, some try twice."""
    calls: list[Call] = []
    for at in range(people):
        me, friend = 2_000 + at, 70_000 + at
        if at % 3 == 0:
            calls.append(call(friend, me, 5 * at, None))
        calls.append(call(me, friend, 5 * at + 600, line))
        calls.append(call(me, friend if at % 4 == 0 else 90_000 + at, 5 * at + 900, line))
    return calls


def set_apart(bench: Workbench) -> set[tuple[str, int]]:
    """Return the (line, number) pairs whose calls do not count."""
    make_own_calls(bench)
    return set(bench.engine.rows("SELECT line, caller FROM false_calls"))


def own(bench: Workbench) -> list[tuple[object, ...]]:
    """Return the calls that count."""
    return sorted(bench.engine.rows("SELECT caller, callee, start_ms FROM own"))


def test_a_gateway_that_forges_is_found(lay: Lay) -> None:
    """A line that shows a new number at each call is found, and none of its calls counts for a number."""
    bench = lay(gateway(40) + trunk(60))
    assert set_apart(bench) == {("forger", 1_000 + at) for at in range(40)}
    assert bench.engine.rows("SELECT line FROM forging_lines") == [("forger",)]
    assert len(own(bench)) == len(trunk(60))


def test_an_ordinary_trunk_of_rare_callers_is_not(lay: Lay) -> None:
    """People who call once or twice, some of them back or again, make no forging line of their trunk."""
    bench = lay(trunk(200))
    assert set_apart(bench) == set()
    assert bench.engine.rows("SELECT count(*) FROM own") == [(len(trunk(200)),)]


def test_a_few_rare_numbers_prove_nothing(lay: Lay) -> None:
    """Under 25 strange numbers a line is never called forging."""
    assert set_apart(lay(gateway(24))) == set()


def test_a_living_persons_own_calls_still_count(lay: Lay) -> None:
    """A number shown by a gateway keeps the calls that its owner made on his own line, and no others."""
    owner = [call(1_007, friend, 100 * friend, "home") for friend in range(1, 13)]
    bench = lay(gateway(40) + owner)
    assert ("forger", 1_007) in set_apart(bench)
    assert [row for row in own(bench) if row[0] == 1_007] == sorted(
        (each["caller"], each["callee"], each["start_ms"]) for each in owner
    )


def test_calls_without_a_line_always_count(lay: Lay) -> None:
    """A shown number's calls that no line is known for are its own."""
    bench = lay([*gateway(40), call(1_007, 5, 3, None)])
    set_apart(bench)
    assert own(bench) == [(1_007, 5, NOON_MS + 3_000)]


@MANY
@given(
    victims=st.sets(st.integers(0, 39)), delay_s=st.integers(1, 3_600), line=st.sampled_from(["home", None])
)
def test_victims_who_ring_back_change_nothing(
    lay: Lay, victims: set[int], delay_s: int, line: str | None
) -> None:
    """However many ring back the number that a gateway showed them, the gateway is found all the same."""
    back = [call(50_000 + at, 1_000 + at, 10 * at + delay_s, line) for at in victims]
    bench = lay(gateway(40) + back)
    assert set_apart(bench) == {("forger", 1_000 + at) for at in range(40)}
    assert len(own(bench)) == len(back)


@MANY
@given(
    st.lists(
        st.builds(
            call,
            st.integers(1, 60),
            st.integers(1, 60),
            st.integers(0, 9_000),
            st.sampled_from(["a", "b", None]),
            st.sampled_from([0, 30]),
        ),
        min_size=1,
        max_size=120,
    )
)
def test_every_call_counts_or_is_set_apart(lay: Lay, calls: list[Call]) -> None:
    """What counts and what is set apart add up to the records; only calls on a line are ever set apart."""
    bench = lay(calls)
    make_own_calls(bench)
    apart = 0
    if bench.engine.has("false_calls"):
        apart = bench.engine.rows("SELECT coalesce(sum(calls), 0) FROM false_calls")[0][0]
    assert len(own(bench)) + apart == len(calls)


REGISTER = (
    Line("firm", "enterprise", "Firm", ((1_000, 1_009),)),
    Line("silent", "enterprise", "Silent", ()),
    Line("access", "subscriber", "Carrier", ((1, 2),)),
)


@pytest.mark.parametrize(
    ("line", "number", "false"),
    [
        ("firm", 1_000, False),
        ("firm", 1_009, False),
        ("firm", 999, True),
        ("firm", 1_010, True),
        ("silent", 1_000, True),
        ("access", 5_000, False),
        ("unregistered", 5_000, False),
        (None, 5_000, False),
    ],
)
def test_a_register_proves_a_number_false(lay: Lay, line: str | None, number: int, false: bool) -> None:
    """On an enterprise line what is not listed is false, ends of ranges are in; other lines prove nothing."""
    bench = lay([call(number, at, at, line) for at in range(20, 35)] + [call(7, 8, 0, "spare")])
    prove_false(bench, REGISTER)
    assert set_apart(bench) == ({(line, number)} if false else set())
    assert len(own(bench)) == (1 if false else 16)


def test_a_register_beside_records_without_lines_changes_nothing(lay: Lay) -> None:
    """Where the records name no line, a register proves nothing, and every call counts."""
    bench = lay([{"caller": 1, "callee": 2, "start_ms": NOON_MS, "talk_ms": 0}])
    prove_false(bench, REGISTER)
    make_own_calls(bench)
    assert own(bench) == [(1, 2, NOON_MS)]


@pytest.mark.parametrize("name", ["x'; DROP TABLE calls; --", 'q"uote', "{brace}", "%s", "终端\\n", ""])
def test_a_hostile_line_name_passes_unharmed(lay: Lay, name: str) -> None:
    """A line is data: whatever its name, it is found and proved false, and the tables live on."""
    bench = lay(gateway(40, name) + trunk(30))
    prove_false(bench, (Line(name, "enterprise", name, ((1_000, 1_005),)),))
    assert set_apart(bench) == {(name, 1_000 + at) for at in range(40)}
    assert bench.engine.rows("SELECT count(*) FROM calls") == [(len(gateway(40) + trunk(30)),)]
