"""Options that several commands have in common."""

from typing import Annotated

import typer

from jingling.words import Language, language_of_environment

Lang = Annotated[str, typer.Option("--lang", help="en or zh; the environment's language unless given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
MapColumns = Annotated[
    str | None,
    typer.Option(
        "--map", help="caller=From,callee=To,… for foreign columns, or a TOML file with a named mapping."
    ),
]
Timezone = Annotated[str | None, typer.Option(help="Zone of times that have none, such as Asia/Shanghai.")]
TimeFormat = Annotated[
    str | None, typer.Option(help="strptime format of times, in place of what the file shows.")
]
HomeArea = Annotated[str, typer.Option(help="Area code of bare local numbers, such as 010.")]


def _known_zone(name: str) -> str:
    from zoneinfo import available_timezones

    if name not in available_timezones():
        raise typer.BadParameter(f"{name!r} is no time zone; give a name such as Asia/Shanghai")
    return name


Zone = Annotated[str, typer.Option("--zone", callback=_known_zone, help="Zone of local hours.")]


def language(lang: str) -> Language:
    """Return the language that an option names, or that of the environment."""
    if lang == "":
        return language_of_environment()
    if lang == "en":
        return "en"
    if lang == "zh":
        return "zh"
    raise typer.BadParameter("expected en or zh", param_hint="--lang")
