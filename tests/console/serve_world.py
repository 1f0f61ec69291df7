"""A console for browsers: the tests' small world with passwords and no second factor, served on a port."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "detect" / "report")]
DATA, PORT = Path(sys.argv[1]), int(sys.argv[2])

from jingling.console.start import prepare  # noqa: E402

prepare(DATA, demo=True)

from allauth.mfa.models import Authenticator  # noqa: E402
from console_world import World  # noqa: E402
from sample_campaigns import add_campaigns  # noqa: E402
from sample_result import write_sample  # noqa: E402

from jingling.console import serving  # noqa: E402


def answered_report(world: World) -> None:
    """Let a person have reported a call, and have been answered; write receipt and code to a file."""
    from test_cases import received

    from jingling.console.complaints import access, handling

    report = received(number="95015020", reporter="somebody")
    case = handling.forward(world.ours.desk, report.case)
    handling.act(world.ours.centre, case, "已停止外呼", evidence=world.ours.centre_evidence)
    handling.answer(world.ours.desk, case, "已核实，并要求该企业停止来电。")
    (DATA / "answered").write_text(f"{report.receipt} {access.code_of(report.receipt)}")


def cases_to_work_on(world: World) -> None:
    """Let people have reported what nobody worked on yet; write the cases to a file."""
    from complaints_world import CALLED, told, with_complaints

    from jingling.console.complaints.actions import receive

    with_complaints(world)
    cases = [receive(told(f"new{at}", reporter=f"n{at}", called=CALLED + 50 + at)).case.pk for at in range(8)]
    (DATA / "cases").write_text(" ".join(map(str, cases)))


if __name__ == "__main__":
    if not (DATA / "console.sqlite3").exists():
        serving.migrate()
        sample = write_sample(DATA / "result", callers=400, flagged=60)
        add_campaigns(sample.out, (12, 6))
        world = World(DATA, sample.out)
        answered_report(world)
        cases_to_work_on(world)
        Authenticator.objects.all().delete()
    serving.serve(DATA, "127.0.0.1", PORT, workers=1, demo=True)
