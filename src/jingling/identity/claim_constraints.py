"""What a certificate lets its holder claim: JWT Claim Constraints (RFC 8226, section 8; RFC 9118).

    JWTClaimConstraints ::= SEQUENCE { mustInclude [0] JWTClaimNames OPTIONAL,
                                       permittedValues [1] JWTClaimValuesList OPTIONAL }
    EnhancedJWTClaimConstraints adds mustExclude [2] JWTClaimNames OPTIONAL

So a customer's certificate can be kept from signing attestation A, or from signing priority.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jingling.identity import der

JWT_CLAIM_CONSTRAINTS = "1.3.6.1.5.5.7.1.27"
ENHANCED_JWT_CLAIM_CONSTRAINTS = "1.3.6.1.5.5.7.1.33"

_BASE = frozenset({"iat", "orig", "dest"})
_MUST_INCLUDE, _PERMITTED, _MUST_EXCLUDE = (der.EXPLICIT + at for at in range(3))


@dataclass(frozen=True, slots=True)
class ClaimConstraints:
    """What a token signed with a certificate must, may and must not claim (令牌声明限制).

    Attributes:
        must_include: claims it must have.
        permitted: for each claim named, the values it may have.
        must_exclude: claims it must not have.
    """

    must_include: frozenset[str]
    permitted: tuple[tuple[str, frozenset[str]], ...]
    must_exclude: frozenset[str]

    def permit(self, claims: Mapping[str, object]) -> bool:
        """Tell whether a token's claims keep within the constraints."""
        present = claims.keys()
        if not self.must_include <= present or not self.must_exclude.isdisjoint(present):
            return False
        return all(
            claim not in claims or (isinstance(value := claims[claim], str) and value in values)
            for claim, values in self.permitted
        )

    def as_der(self) -> bytes:
        """Write the extension's value."""
        parts = []
        if self.must_include:
            parts.append(der.element(_MUST_INCLUDE, _write_names(self.must_include)))
        if self.permitted:
            values = [
                der.element(
                    der.SEQUENCE,
                    der.element(der.IA5_STRING, claim.encode("ascii")),
                    der.element(der.SEQUENCE, *(_text(value) for value in sorted(permitted))),
                )
                for claim, permitted in self.permitted
            ]
            parts.append(der.element(_PERMITTED, der.element(der.SEQUENCE, *values)))
        if self.must_exclude:
            parts.append(der.element(_MUST_EXCLUDE, _write_names(self.must_exclude)))
        return der.element(der.SEQUENCE, *parts)


def read_claim_constraints(data: bytes) -> ClaimConstraints:
    """Read the extension's value, plain or enhanced.

    Raises:
        ValueError: it is neither.
    """
    found = dict(der.elements(der.only(data, der.SEQUENCE)))
    if not found or found.keys() - {_MUST_INCLUDE, _PERMITTED, _MUST_EXCLUDE}:
        raise ValueError("claim constraints of an unknown kind")
    excluded = _names(found.get(_MUST_EXCLUDE))
    if excluded & _BASE:
        raise ValueError("claim constraints that forbid what every token has")
    permitted = []
    if _PERMITTED in found:
        for tag, entry in der.elements(der.only(found[_PERMITTED], der.SEQUENCE)):
            (name_tag, name), (values_tag, values) = der.elements(entry)
            if (tag, name_tag, values_tag) != (der.SEQUENCE, der.IA5_STRING, der.SEQUENCE):
                raise ValueError("claim constraints without claim and values")
            texts = frozenset(value.decode() for _, value in der.elements(values))
            permitted.append((name.decode("ascii"), texts))
    return ClaimConstraints(_names(found.get(_MUST_INCLUDE)), tuple(permitted), excluded)


def _names(field: bytes | None) -> frozenset[str]:
    if field is None:
        return frozenset()
    return frozenset(name.decode("ascii") for _, name in der.elements(der.only(field, der.SEQUENCE)))


def _write_names(names: frozenset[str]) -> bytes:
    return der.element(
        der.SEQUENCE, *(der.element(der.IA5_STRING, name.encode("ascii")) for name in sorted(names))
    )


def _text(value: str) -> bytes:
    return der.element(der.UTF8_STRING, value.encode())
