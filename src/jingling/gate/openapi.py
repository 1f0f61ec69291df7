"""The API's description, made from the same structures that read the requests."""

from typing import Any

import msgspec

from jingling.gate.hearing import LiftMade, OutcomeMade, RefusalMade
from jingling.gate.previews import Preview
from jingling.gate.problems import KINDS
from jingling.gate.question import Question

_REQUESTS: dict[str, tuple[type, str]] = {
    "/v1/decisions": (Question, "May this call ring, and why? 本次呼叫是否可以接通，为什么？"),
    "/v1/previews": (Preview, "Which people would be skipped, and why? 名单中哪些号码将被跳过，为什么？"),
    "/v1/outcomes": (OutcomeMade, "What became of a call. 上报通话结果。"),
    "/v1/refusals": (RefusalMade, "A called person refuses. 被叫用户拒绝来电。"),
    "/v1/lifts": (LiftMade, "The person lifts their own refusal. 用户本人解除拒绝。"),
}
_WORDS = {"type": "object", "properties": {"en": {"type": "string"}, "zh": {"type": "string"}}}
_REASON = {
    "type": "object",
    "required": ["code", "status", "source", "text", "remedy"],
    "properties": {
        "code": {"type": "string"},
        "answer": {"type": "string"},
        "effect": {"enum": ["note", "label", "challenge", "reject"]},
        "status": {"type": "string"},
        "source": _WORDS,
        "text": _WORDS,
        "remedy": _WORDS,
    },
}
_VERDICT = {
    "type": "object",
    "required": ["verdict", "reasons", "shadow", "label", "sip", "evidence"],
    "properties": {
        "verdict": {"enum": ["allow", "label", "challenge", "reject"]},
        "reasons": {"type": "array", "items": _REASON},
        "shadow": {"type": "array", "items": _REASON},
        "label": {"type": "string"},
        "sip": {
            "type": "object",
            "properties": {"status": {"type": "integer"}, "reason": {"type": "string"}},
        },
        "evidence": {"type": "string"},
    },
}
_PREVIEWED = {
    "type": "object",
    "properties": {
        "total": {"type": "integer"},
        "allowed": {"type": "integer"},
        "skipped": {"type": "integer"},
        "unreadable": {"type": "integer"},
        "by_reason": {"type": "object", "additionalProperties": {"type": "integer"}},
        "verdicts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "callee": {"type": "string"},
                    "verdict": {"enum": ["allow", "reject"]},
                    "reasons": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
_ANSWERS: dict[str, Any] = {
    "/v1/decisions": _VERDICT,
    "/v1/previews": _PREVIEWED,
    "/v1/outcomes": {"type": "object", "properties": {"recorded": {"type": "string"}}},
    "/v1/refusals": {
        "type": "object",
        "properties": {"refusal": {"type": "string"}, "bound": {"enum": ["principal", "number"]}},
    },
    "/v1/lifts": {"type": "object", "properties": {"lifted": {"type": "boolean"}}},
}
_DURABLE = {"/v1/outcomes", "/v1/refusals", "/v1/lifts"}


def openapi() -> dict[str, Any]:
    """Return the API's OpenAPI 3.1 document."""
    types = [kind for kind, _ in _REQUESTS.values()]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    components["Problem"] = {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"enum": [f"urn:jingling:problem:{kind}" for kind in KINDS]},
            "title": {"type": "string"},
            "title_zh": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "hint": {"type": "string"},
            "field": {"type": "string"},
        },
    }
    paths: dict[str, Any] = {
        path: {"post": _operation(path, summary, schema)}
        for (path, (_, summary)), schema in zip(_REQUESTS.items(), schemas, strict=True)
    }
    for path, summary, media in (
        ("/v1/health", "Whether the gate can decide. 关口是否可用。", "application/json"),
        ("/metrics", "Metrics for Prometheus. 监控指标。", "text/plain"),
        ("/openapi.json", "This document. 本文档。", "application/json"),
    ):
        paths[path] = {
            "get": {
                "summary": summary,
                "responses": {
                    "200": {"description": "As asked.", "content": {media: {}}},
                    "default": _problem(),
                },
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "jingling gate 静铃关口", "version": "1"},
        "security": [{}, {"key": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(path: str, summary: str, schema: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "200": {"description": "Answered.", "content": {"application/json": {"schema": _ANSWERS[path]}}},
            "default": _problem(),
        },
    }
    if path in _DURABLE:
        operation["parameters"] = [
            {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 200}}
        ]
    return operation


def _problem() -> dict[str, Any]:
    return {
        "description": "A problem (RFC 9457).",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
