"""Problems: every error of the API, in the form of RFC 9457, in both languages."""

from typing import NamedTuple

import msgspec

from jingling.words import Words


class Kind(NamedTuple):
    """A kind of problem: HTTP status and title."""

    status: int
    title: Words


KINDS = {
    "bad-question": Kind(422, Words("The question does not follow the contract.", "请求不符合接口约定。")),
    "not-json": Kind(400, Words("The body is not JSON.", "请求体不是有效的 JSON。")),
    "too-large": Kind(413, Words("The body is too large.", "请求体过大。")),
    "no-key": Kind(401, Words("A valid key is needed.", "需要有效的密钥。")),
    "not-yours": Kind(403, Words("The key is not for this.", "该密钥无权进行此操作。")),
    "not-found": Kind(404, Words("There is nothing here.", "资源不存在。")),
    "not-allowed": Kind(405, Words("The method is not allowed here.", "不允许使用该方法。")),
    "other-body": Kind(
        422, Words("This Idempotency-Key was used with another body.", "该幂等键已用于不同的请求。")
    ),
    "too-often": Kind(429, Words("More requests than the key allows.", "请求过于频繁。")),
    "not-kept": Kind(503, Words("It could not be kept, and is not acknowledged.", "未能保存，故未确认。")),
    "fault": Kind(500, Words("A fault of ours.", "服务内部错误。")),
}


def problem(kind: str, detail: str = "", hint: str = "", field: str = "") -> tuple[int, bytes]:
    """Return a problem's HTTP status and its JSON.

    Args:
        kind: one of KINDS.
        detail: what is wrong in this case; holds nothing that was asked.
        hint: what to do about it.
        field: the field at fault.
    """
    status, title = KINDS[kind]
    told: dict[str, object] = {
        "type": f"urn:jingling:problem:{kind}",
        "title": title.en,
        "title_zh": title.zh,
        "status": status,
    }
    told |= {name: text for name, text in (("detail", detail), ("hint", hint), ("field", field)) if text}
    return status, msgspec.json.encode(told)
