"""The desk as Django knows it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What people who work on cases see and do."""

    name = "jingling.console.desk"
    label = "desk"

    def ready(self) -> None:
        """Tell the workers what the desk needs done."""
        from jingling.console.desk.asking import see_to_questions
        from jingling.console.desk.comparing import compare
        from jingling.console.desk.proposing import propose_classes
        from jingling.console.jobs.work import CHORES, KINDS

        KINDS["compare-records"] = compare
        CHORES.extend((see_to_questions, propose_classes))
