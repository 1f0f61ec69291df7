"""The commands: `jingling …`.

Each file is one command, and imports what it needs when it runs, so that `jingling --help` is quick.
Exit codes: 0 done; 1 a fault of ours, with a traceback; 2 something the user can put right, said in a
sentence; 3 evidence that does not hold; 130 interrupted.
"""

import sys

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from jingling.cli.bulletin import bulletin
from jingling.cli.calls import app as calls_app
from jingling.cli.campaigns import app as campaigns_app
from jingling.cli.city import city
from jingling.cli.complaints import app as complaints_app
from jingling.cli.console import app as console_app
from jingling.cli.console import move_database, worker
from jingling.cli.detect import detect
from jingling.cli.evaluate import evaluate
from jingling.cli.explain import explain
from jingling.cli.fit import fit
from jingling.cli.gate import app as gate_app
from jingling.cli.identity import app as identity_app
from jingling.cli.ledger import app as ledger_app
from jingling.cli.refused import refusal
from jingling.cli.rules import app as rules_app
from jingling.cli.serve import serve
from jingling.errors import JinglingError

app = typer.Typer(
    name="jingling",
    help="静铃: find harassing callers in call records, and say why. / 从话单中发现骚扰来电，并说明理由。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(calls_app, name="calls")
app.add_typer(campaigns_app, name="campaigns")
app.add_typer(identity_app, name="identity")
app.add_typer(gate_app, name="gate")
app.add_typer(rules_app, name="rules")
app.add_typer(ledger_app, name="ledger")
app.add_typer(complaints_app, name="complaints")
app.add_typer(console_app, name="console")
for command in (detect, explain, evaluate, city, fit, bulletin, serve, worker):
    app.command()(command)
app.command("move-database")(move_database)


def main() -> None:
    """Run the command line."""
    try:
        get_command(app).main(standalone_mode=False)
    except JinglingError as fault:
        _complain(fault.message, fault.hint)
        sys.exit(fault.exit_code)
    except TyperException as fault:
        if str(fault):  # without arguments the help was shown, and nothing is wrong
            _complain(str(fault), "Run the command with --help for its options.")
        sys.exit(JinglingError.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _complain("Interrupted.", "")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as fault:
        refused = refusal(fault)
        if refused is None:
            raise
        _complain(refused.message, refused.hint)
        sys.exit(refused.exit_code)


def _complain(message: str, hint: str) -> None:
    from rich.console import Console

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]error[/] {_plain(message)}")
    if hint:
        console.print(f"  [bold]→[/] {_plain(hint)}")


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
