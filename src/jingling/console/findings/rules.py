"""Who may decide about a finding."""

from typing import Any

import rules
from jingling.console.registers.rules import is_carrier


@rules.predicate
def found_in_own_records(user: Any, finding: Any = None) -> bool:
    """Whether the finding is of the person's own organisation."""
    return finding is None or bool(finding.result.organisation_id == user.organisation_id)


rules.add_perm("findings.review", is_carrier & found_in_own_records)
rules.add_perm("findings.upload", is_carrier)
rules.add_perm("findings.export_labels", is_carrier)
rules.add_perm("findings.export_numbers", is_carrier)
