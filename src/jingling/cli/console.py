"""`jingling console …`, `jingling worker`, `jingling move-database`: running the web console."""

from pathlib import Path
from typing import Annotated

import typer

from jingling.cli.serve import DATA, HERE

app = typer.Typer(help="People, results and the audit of the web console. / 平台用户、结果与审计。")


def worker(data: DATA = HERE) -> None:
    """Do the console's long work until interrupted. / 执行平台后台任务。"""
    from jingling.console.serving import work

    work(data)


def move_database(
    to: Annotated[str, typer.Option(help="The new, empty database: postgresql://… or sqlite:///path.")],
    data: DATA = HERE,
) -> None:
    """Move the console to another database, and prove that nothing was lost. / 迁移平台数据库并核验。"""
    from rich.console import Console

    from jingling.console.start import prepare

    prepare(data)
    from jingling.console.move import move_database as move
    from jingling.console.serving import migrate

    console = Console(stderr=True, highlight=False)
    migrate()
    moved = move(to, lambda table: console.print(f"{table.table}: {table.rows:,} rows, {table.digest[:12]}"))
    rows = sum(table.rows for table in moved)
    typer.echo(
        f"{len(moved)} tables, {rows:,} rows, the same on both sides. Start with DATABASE_URL set to it."
    )


@app.command("add-person")
def add_person(
    username: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[str, typer.Option(help="carrier, centre, desk, regulator or citizen.")],
    organisation: Annotated[str, typer.Option(help="For whom an officer acts; made if it is new.")] = "",
    name: Annotated[str, typer.Option(help="What pages call this person.")] = "",
    administrator: Annotated[
        bool, typer.Option("--administrator", help="Keeps the organisation's keys for machines.")
    ] = False,
    password: Annotated[
        str,
        typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for if not given."),
    ] = "",
    data: DATA = HERE,
) -> None:
    """Add a person who may sign in. / 添加用户。"""
    from jingling.console.start import prepare

    prepare(data)
    from jingling.console.errors import ConsoleError
    from jingling.console.frame.doors import Role
    from jingling.console.people.actions import add_person as add
    from jingling.console.serving import migrate

    if role not in set(Role):
        raise ConsoleError(f"{role} is no role.", f"One of {', '.join(Role)}.")
    migrate()
    add(username, Role(role), password, organisation=organisation, name=name, administrator=administrator)
    typer.echo(f"{username} may sign in as {role}.")


@app.command("change-person")
def change_person(
    username: Annotated[str, typer.Argument(help="Who it is.")],
    administrator: Annotated[
        bool, typer.Option("--administrator/--no-administrator", help="Keeps the organisation's keys.")
    ],
    data: DATA = HERE,
) -> None:
    """Say whether a person administers their organisation. / 设置或取消单位管理员。"""
    from jingling.console.start import prepare

    prepare(data)
    from jingling.console.people.actions import change_person as change
    from jingling.console.serving import migrate

    migrate()
    change(username, administrator=administrator)
    typer.echo(f"{username} is {'an' if administrator else 'no'} administrator.")


@app.command("take-in")
def take_in(
    result: Annotated[Path, typer.Argument(help="A directory that `jingling detect` wrote.")],
    organisation: Annotated[str, typer.Option(help="The carrier whose records they are.")],
    title: Annotated[str, typer.Option(help="What people call these records.")],
    data: DATA = HERE,
) -> None:
    """Take a result of `jingling detect` into the console. / 将检测结果接收到平台。"""
    from jingling.console.start import prepare

    prepare(data)
    from jingling.console.errors import ConsoleError
    from jingling.console.findings.holding import hold
    from jingling.console.findings.taking_in import take_in as take
    from jingling.console.registers.models import Organisation
    from jingling.console.serving import migrate

    migrate()
    house = Organisation.objects.filter(name=organisation, kind="carrier").order_by("pk").first()
    if house is None:
        raise ConsoleError(f"{organisation} is no carrier here.", "Add its first officer with add-person.")
    taken = take(None, house, result, title)
    typer.echo(f"{taken.flagged:,} numbers, {taken.campaigns:,} campaigns; {hold(taken):,} ways of drift.")


@app.command("check-audit")
def check_audit(data: DATA = HERE) -> None:
    """Check that no audit event was altered or removed. / 核验审计链。"""
    from jingling.console.start import prepare

    prepare(data)
    from jingling.console.audit.access import head, whole_chain
    from jingling.console.audit.chain import verify
    from jingling.console.audit.keeping import compare
    from jingling.console.errors import ConsoleError

    last = head()
    if last is None:
        typer.echo("No event yet.")
        return
    broken = verify(whole_chain().iterator(chunk_size=2000), last.digest, last.events)
    if broken:
        raise ConsoleError(f"Broken at event {broken.event}: {broken.reason}.", "Compare with an older copy.")
    kept, parted = compare(whole_chain().iterator(chunk_size=2000), data)
    if parted:
        raise ConsoleError(
            f"Broken at event {parted.event}: {parted.reason}.", "`jingling ledger verify` checks the ledger."
        )
    typer.echo(f"{last.events:,} events, one chain, {kept:,} of them in the ledger.")
    typer.echo(f"Its last digest: {last.digest}")
