"""Reports and messages drawn at random, few names and times so that they often meet."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from jingling.complaints.messages import Added, Decided, Message, Withdrawn
from jingling.complaints.report import Report

DAY = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
NUMBERS = (8617000001234, 8617000001235)
NAMES = [f"R{at}" for at in range(6)]
MOMENTS = st.integers(0, 120).map(lambda minutes: DAY + timedelta(minutes=minutes))


@st.composite
def report_lists(draw: st.DrawFn) -> list[Report]:
    """Draw reports with names of their own."""
    return [
        Report(
            report=name,
            channel=draw(st.sampled_from(["app", "hotline"])),
            received_at=draw(st.none() | MOMENTS),
            number_raw="",
            number="",
            key=draw(st.sampled_from(NUMBERS)),
            called_at=draw(st.none() | MOMENTS),
            precision="minute",
            reporter=draw(st.sampled_from(["p1", "p2", ""])),
        )
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True))
    ]


@st.composite
def message_lists(draw: st.DrawFn) -> list[Message]:
    """Draw messages with names of their own."""
    made: list[Message] = []
    for at in range(draw(st.integers(0, 6))):
        name, moment = f"M{at}", draw(MOMENTS)
        kind = draw(st.sampled_from(["added", "decided", "withdrawn"]))
        if kind == "added":
            made.append(
                Added(name, moment, draw(st.sampled_from(NAMES)), draw(MOMENTS), "minute", reporter="p1")
            )
        elif kind == "decided":
            one, other = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True))
            made.append(Decided(name, moment, one, other, draw(st.sampled_from(["same", "apart"]))))
        else:
            made.append(Withdrawn(name, moment, f"M{draw(st.integers(0, 6))}"))
    return made
