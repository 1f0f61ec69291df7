"""The licences of what we import."""

import re
from importlib.metadata import distribution, requires

import pytest
from packaging.requirements import Requirement

ALLOWED = re.compile(
    r"apache|mit\b|mit license|bsd|psf|python software|mpl|mozilla|isc|zlib|0bsd|unlicense|oldap-2\.8",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(r"\b(a|l)?gpl|affero|gnu (affero |lesser )?general", re.IGNORECASE)

SAID_ELSEWHERE = {"interpret-core": "MIT"}
"""Packages whose metadata say nothing: the LICENSE of interpretml/interpret is MIT."""


def dependencies() -> list[str]:
    """Return the names of all that jingling and its extras import, directly or not."""
    waiting = [("jingling", extra) for extra in ("complaints", "console", "fit", "spark", "")]
    seen: set[str] = set()
    while waiting:
        name, extra = waiting.pop()
        for text in requires(name) or []:
            requirement = Requirement(text)
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": extra})
            if wanted and requirement.name.lower() not in seen:
                seen.add(requirement.name.lower())
                waiting.append((requirement.name, ""))
    return sorted(seen)


@pytest.mark.parametrize("name", dependencies())
def test_a_dependency_has_a_licence_that_lets_anyone_use_us(name: str) -> None:
    """Every package that jingling imports, directly or not, is Apache, MIT, BSD, PSF, MPL or the like."""
    meta = distribution(name).metadata
    said = " ".join(
        [
            SAID_ELSEWHERE.get(name, ""),
            meta.get("License-Expression") or "",
            (meta.get("License") or "")[:200],
        ]
        + [c for c in meta.get_all("Classifier") or [] if c.startswith("License")]
    )
    assert ALLOWED.search(said), said
    assert not FORBIDDEN.search(meta.get("License-Expression") or said), said
