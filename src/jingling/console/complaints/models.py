"""The tables of complaints."""

from jingling.console.complaints.cases import Case, CaseEvent
from jingling.console.complaints.reports import Attachment, Message, Report, Reporter, Sending

__all__ = ["Attachment", "Case", "CaseEvent", "Message", "Report", "Reporter", "Sending"]
