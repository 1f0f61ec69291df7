"""What templates may say of findings."""

from jingling.console.findings.tables import spark, state_tag
from jingling.detect.report.figures import score

FILTERS = (score, spark, state_tag)
