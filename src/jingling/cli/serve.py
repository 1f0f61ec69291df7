"""`jingling serve` and `jingling console …`: the web console."""

from pathlib import Path
from typing import Annotated

import typer

DATA = Annotated[Path, typer.Option(help="Where the console keeps everything.", envvar="JINGLING_DATA")]
HERE = Path("jingling-data")


def serve(
    data: DATA = HERE,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; loopback unless a proxy stands in front.")
    ] = ("127.0.0.1"),
    workers: Annotated[int, typer.Option(min=1, help="Web processes.")] = 1,
    demo: Annotated[
        bool, typer.Option(help="Fill in the simulated city and five people to sign in as.")
    ] = False,
    city: Annotated[Path, typer.Option(help="The simulated city of the demonstration.")] = Path("demo/city"),
    result: Annotated[Path, typer.Option(help="The result of its detection.")] = Path("demo/out"),
) -> None:
    """Serve the web console. / 启动网页平台。"""
    from rich.console import Console

    from jingling.console import serving
    from jingling.console.start import prepare

    prepare(data, demo=demo)
    console = Console(stderr=True, highlight=False)
    serving.migrate()
    if demo:
        from jingling.console.demo.filling import fill
        from jingling.console.demo.people import PASSWORD

        fill(city, result, lambda line: console.print(f"demonstration: {line}"))
        console.print(
            f"Sign in as carrier, centre, desk, regulator or citizen, each with the password {PASSWORD}"
        )
    console.print(f"[bold]http://{host}:{port}/[/]")
    serving.serve(data, host, port, workers=workers, demo=demo)
