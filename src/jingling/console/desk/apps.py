"""The desk as Django knows it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What people who work on cases see and do."""

    name = "jingling.console.desk"
    label = "desk"

    def ready(self) -> None:
        """Tell the workers what the desk needs done."""
        from jingling.console.desk.asking import see_to_questions
        from jingling.console.desk.comparing import KIND, TITLE, compare, see_to_comparing
        from jingling.console.desk.proposing import propose_classes
        from jingling.console.jobs.models import BY_ITSELF
        from jingling.console.jobs.work import CHORES, KINDS

        KINDS[KIND], BY_ITSELF[KIND] = compare, TITLE
        CHORES.extend((see_to_comparing, see_to_questions, propose_classes))
