"""Every table of outbound projects, gathered for Django."""

from jingling.console.outbound.projects import Project, Script
from jingling.console.outbound.traffic import Asked, Denied, Heard, Read

__all__ = ["Asked", "Denied", "Heard", "Project", "Read", "Script"]
