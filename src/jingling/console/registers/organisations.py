"""Organisations and their licences."""

from datetime import date
from enum import StrEnum

from django.db import models

from jingling.console.frame.language import say, spoken
from jingling.words import Words


class OrganisationKind(StrEnum):
    """What part an organisation plays in a call."""

    CARRIER = "carrier"
    PLATFORM = "platform"
    CENTRE = "centre"
    PRINCIPAL = "principal"
    DESK = "desk"
    REGULATOR = "regulator"

    @property
    def words(self) -> Words:
        """Say the kind in both languages."""
        return KIND_WORDS[self]


KIND_WORDS = {
    OrganisationKind.CARRIER: Words("carrier", "运营商"),
    OrganisationKind.PLATFORM: Words("platform", "平台"),
    OrganisationKind.CENTRE: Words("call centre", "呼叫中心"),
    OrganisationKind.PRINCIPAL: Words("principal", "委托主体"),
    OrganisationKind.DESK: Words("complaint desk", "举报受理中心"),
    OrganisationKind.REGULATOR: Words("regulator", "监管机构"),
}

UNREGISTERED = frozenset({OrganisationKind.REGULATOR, OrganisationKind.DESK})
"""Authorities, whom no carrier registers."""

LICENCE_WORDS = {
    "B24": Words("B24 call centre service", "B24 呼叫中心业务"),
    "B25": Words("B25 information service", "B25 信息服务业务"),
    "B21": Words("B21 data and transaction processing", "B21 在线数据处理与交易处理业务"),
    "A1": Words("A1 fixed telephony", "A1 固定通信业务"),
    "A2": Words("A2 mobile telephony", "A2 蜂窝移动通信业务"),
    "A28": Words("A28 mobile resale", "A28 移动通信转售业务"),
    "code": Words("number use (95, 96)", "码号使用（95、96）"),
}


class Organisation(models.Model):
    """A carrier, platform, call centre, principal or regulator (组织), with its contact."""

    name = models.CharField(spoken("name", "名称"), max_length=200, db_index=True)
    kind = models.CharField(
        spoken("kind", "类型"), max_length=12, choices=[(k.value, k.value) for k in OrganisationKind]
    )
    code = models.CharField(
        spoken("unified social credit code", "统一社会信用代码"), max_length=18, blank=True, db_index=True
    )
    kept_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="keeps")
    contact_name = models.CharField(spoken("contact", "联系人"), max_length=80, blank=True)
    contact_phone = models.CharField(spoken("contact's telephone", "联系电话"), max_length=40, blank=True)
    contact_email = models.EmailField(spoken("contact's e-mail", "联系邮箱"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kept_by", "code"], condition=~models.Q(code=""), name="one_code_for_each_keeper"
            )
        ]
        indexes = [models.Index(fields=["name", "id"]), models.Index(fields=["kept_by", "name", "id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_words(self) -> Words:
        """The kind in both languages."""
        return OrganisationKind(self.kind).words


class Licence(models.Model):
    """A permit to offer a service or use a number, for a time (许可证)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="licences")
    kind = models.CharField(spoken("kind", "业务种类"), max_length=8, choices=[(k, k) for k in LICENCE_WORDS])
    number = models.CharField(spoken("licence number", "许可证编号"), max_length=60)
    valid_from = models.DateField(spoken("valid from", "有效期起"))
    valid_until = models.DateField(spoken("valid until", "有效期止"), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_licence_number")]
        indexes = [models.Index(fields=["valid_until", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def kind_words(self) -> Words:
        """The kind in both languages."""
        return LICENCE_WORDS[self.kind]

    def state_on(self, today: date, soon_days: int = 60) -> str:
        """Tell how a licence stands on a day: `valid`, `soon` (ends within so many days) or `expired`."""
        if self.valid_until < today:
            return "expired"
        return "soon" if (self.valid_until - today).days <= soon_days else "valid"


def said_kind(kind: str) -> str:
    """Say an organisation's kind in the reader's language."""
    return say(OrganisationKind(kind).words)
