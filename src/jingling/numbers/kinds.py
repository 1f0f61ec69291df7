"""The kinds of number, and the marks that reading leaves, each with its words."""

from enum import StrEnum

from jingling.words import Words


class NumberKind(StrEnum):
    """What a number is for, as the numbering plan has it (号码类别)."""

    MOBILE = "mobile"
    VIRTUAL = "virtual"
    MACHINE = "machine"
    SATELLITE = "satellite"
    LANDLINE = "landline"
    SHARED_COST_400 = "shared-cost-400"
    FREEPHONE_800 = "freephone-800"
    SERVICE_95 = "service-95"
    CALL_CENTRE_95 = "call-centre-95"
    SERVICE_96 = "service-96"
    SMS_106 = "sms-106"
    SHORT = "short"
    EMERGENCY = "emergency"
    FOREIGN = "foreign"
    ANONYMOUS = "anonymous"
    UNASSIGNED = "unassigned"
    UNKNOWN = "unknown"

    @property
    def words(self) -> Words:
        """Say the kind in both languages."""
        return KIND_WORDS[self]


KIND_WORDS = {
    NumberKind.MOBILE: Words("mobile", "移动电话"),
    NumberKind.VIRTUAL: Words("mobile, virtual operator", "移动转售（虚拟运营商）"),
    NumberKind.MACHINE: Words("machine", "物联网"),
    NumberKind.SATELLITE: Words("satellite", "卫星移动电话"),
    NumberKind.LANDLINE: Words("landline", "固定电话"),
    NumberKind.SHARED_COST_400: Words("400, cost shared", "400（主被叫分摊付费）"),
    NumberKind.FREEPHONE_800: Words("800, free to the caller", "800（被叫集中付费）"),
    NumberKind.SERVICE_95: Words("95, an enterprise's customer service", "95（企事业客户服务）"),
    NumberKind.CALL_CENTRE_95: Words("95, call centre or value-added service", "95（呼叫中心等增值业务）"),
    NumberKind.SERVICE_96: Words("96, service within a province", "96（省内服务）"),
    NumberKind.SMS_106: Words("106, messages", "106（短消息接入）"),
    NumberKind.SHORT: Words("short code", "1 字头业务号码"),
    NumberKind.EMERGENCY: Words("emergency", "紧急号码"),
    NumberKind.FOREIGN: Words("outside mainland China", "境外（含港澳台）"),
    NumberKind.ANONYMOUS: Words("withheld", "未显示号码"),
    NumberKind.UNASSIGNED: Words("not given out", "未分配"),
    NumberKind.UNKNOWN: Words("not a number of the plan", "无法识别"),
}

# A mark of evidence is a code, or a code and the digits it is about: `extension-801`.
EVIDENCE_WORDS = {
    "carrier-selection": Words("dialled through a carrier's access code", "经运营商接入码拨打"),
    "trunk-zero": Words("written with the trunk prefix 0 where it does not belong", "误带国内长途字冠 0"),
    "international-00": Words("written with the international prefix 00", "以国际字冠 00 书写"),
    "country-code-bare": Words("country code written without its plus sign", "国家码前缺少加号"),
    "area-prefix": Words("service number written behind an area code", "业务号码前带区号"),
    "home-area": Words("local number, read in the home area", "本地号码，按归属区号识别"),
    "enterprise": Words("the enterprise's own number", "企业号码"),
    "suffix": Words("what the enterprise added to its number", "企业号码之后的扩展位"),
    "extension": Words("extension, left out of the number", "分机号，不计入号码"),
    "uri": Words("taken out of a SIP or tel address", "取自 SIP 或 tel 地址"),
    "folded-characters": Words("full-width or invisible characters", "含全角或不可见字符"),
    "written-as-float": Words("written as a decimal fraction", "写成了小数"),
    "national-prefix": Words("a foreign trunk prefix was taken out", "去除了境外国内长途字冠"),
    "restricted": Words("the caller withheld the number", "主叫限制显示"),
    "unavailable": Words("the network had no number to show", "网络未提供主叫号码"),
    "payphone": Words("a pay phone", "公用电话"),
    "local-number": Words(
        "looks like a local number; no home area was given", "似为本地号码，但未指定归属区号"
    ),
    "impossible-form": Words("no number has that length and those first digits", "号长或首位不符合编号计划"),
    "not-a-number": Words("not written as a number", "不是号码"),
}


def evidence_words(mark: str) -> Words:
    """Say a mark of evidence in both languages, with the digits it is about."""
    for code, words in EVIDENCE_WORDS.items():
        if mark == code:
            return words
        if mark.startswith(code + "-"):
            about = mark.removeprefix(code + "-")
            return Words(f"{words.en} ({about})", f"{words.zh}（{about}）")
    raise KeyError(mark)
