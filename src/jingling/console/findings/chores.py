"""What the worker does for findings: it runs detection on records that were uploaded."""

from jingling.console.findings.running import detect_upload
from jingling.console.jobs.work import KINDS

KINDS["detect-upload"] = detect_upload
