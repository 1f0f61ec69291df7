"""Findings as Django knows them."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Results of detection and their review."""

    name = "jingling.console.findings"
    label = "findings"

    def ready(self) -> None:
        """Tell the workers what kind of job findings bring."""
        from jingling.console.findings.running import detect_upload
        from jingling.console.jobs.work import KINDS

        KINDS["detect-upload"] = detect_upload
