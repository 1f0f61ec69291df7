"""The tables of complaints."""

from jingling.console.complaints.cases import Case, CaseEvent
from jingling.console.complaints.reports import AnswerNotice, Attachment, Message, Report, Reporter, Sending

__all__ = ["AnswerNotice", "Attachment", "Case", "CaseEvent", "Message", "Report", "Reporter", "Sending"]
