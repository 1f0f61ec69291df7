"""What a key may be good for: each scope with its words, and the roles whose organisations can have it."""

from enum import StrEnum
from typing import Any

from jingling.console.frame.doors import Role
from jingling.words import Words


class Scope(StrEnum):
    """A group of operations of the API (接口权限)."""

    ENTER_CONSENTS = "consents.enter"
    READ_CONSENTS = "consents.read"
    WITHDRAW_CONSENTS = "consents.withdraw"
    RECORD_REFUSALS = "refusals.record"
    READ_PROJECTS = "projects.read"
    READ_REGISTERS = "registers.read"
    READ_FINDINGS = "findings.read"
    SEND_REPORTS = "reports.send"

    @property
    def words(self) -> Words:
        """Say the scope in both languages."""
        return SCOPES[self][0]

    @property
    def roles(self) -> frozenset[Role]:
        """Whose organisations can give it to a machine."""
        return SCOPES[self][1]


_CENTRE = frozenset({Role.CENTRE})
_CARRIER = frozenset({Role.CARRIER})
_DESK = frozenset({Role.DESK})
SCOPES = {
    Scope.ENTER_CONSENTS: (Words("enter consents, with files as proof", "录入同意并上传凭证"), _CENTRE),
    Scope.READ_CONSENTS: (Words("read consents", "读取同意"), _CENTRE),
    Scope.WITHDRAW_CONSENTS: (Words("end consents", "撤回同意"), _CENTRE),
    Scope.RECORD_REFUSALS: (Words("record refusals", "登记拒绝"), _CENTRE),
    Scope.READ_PROJECTS: (Words("read projects and how they go", "读取外呼业务与统计"), _CENTRE | _CARRIER),
    Scope.READ_REGISTERS: (Words("read the registers", "读取台账"), _CENTRE | _CARRIER),
    Scope.READ_FINDINGS: (Words("read findings", "读取线索"), _CARRIER),
    Scope.SEND_REPORTS: (Words("send people's reports", "报送举报"), _DESK),
}

KEEPERS = _CENTRE | _CARRIER | _DESK
"""Whose administrators keep keys."""


def scopes_for(role: Any) -> list[Scope]:
    """Return what organisations of a role can give to a machine."""
    return [scope for scope in Scope if role in scope.roles]
