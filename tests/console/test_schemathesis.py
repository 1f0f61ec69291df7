"""The API against its own description: whatever is sent, nothing breaks."""

import json
from typing import Any

import pytest
import schemathesis
from console_world import World
from django.test import Client
from hypothesis import HealthCheck, settings

from jingling.console.wsgi import application

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def signed_in(world: World) -> list[Client]:
    """A carrier, a call centre, a regulator and a stranger."""
    clients = []
    for person in (world.ours.carrier, world.ours.centre, world.regulator, None):
        client = Client(raise_request_exception=False)
        if person is not None:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        clients.append(client)
    return clients


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
def test_no_request_breaks_the_api(case: Any, signed_in: list[Client]) -> None:
    """Every operation answers every request with less than 500, and faults with problem details."""
    for client in signed_in:
        told = case.as_transport_kwargs()
        query = {name: str(value) for name, value in (case.query or {}).items()}
        answer = client.generic(
            case.method,
            case.formatted_path,
            data=b"" if told.get("json") is None else json.dumps(told["json"]).encode(),
            content_type="application/json",
            query_params=query,
        )
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert answer["Content-Type"].startswith("application/problem+json")
