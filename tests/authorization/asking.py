"""Asking: an address with its parameters filled from the world, and what came of it in one word."""

import re
from copy import deepcopy
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse

from tests.authorization.tables import Address
from tests.authorization.world import World, undone

# Parameters that name no object of anybody's.
FIXED: dict[str, Any] = {
    "code": "imaging",
    "pathway_code": "course",
    "report_code": "admitted",
    "state": "refused",
    "purpose": "research",
    "stem": "staff",
    "digest": "0" * 12,
    "extension": "css",
    "status": 404,
}
# Where a parameter of the same name means another thing.
INSTEAD = {
    "step": {"public_id": "step_public_id"},
    "pathway": {"code": "pathway_code"},
    "import": {"public_id": "batch_public_id"},
    "reports": {"code": "report_code"},
}
FORM_REFUSALS = {400, 409, 422}
# Without these an address is not asked as its own pages ask it.
QUERIES = {"reports": {"begins": "2018-01-01", "ends": "2018-12-31", "hospital": "centre"}}


def parameters(world: World, address: Address, relation: str) -> dict[str, Any]:
    """The parameters of the address for an object in this relation."""
    if address.object == "linked record":
        own, other = world.things["team"], world.things[relation]
        return {"public_id": own["public_id"], "other_public_id": other["public_id"]}
    things = world.things["own" if relation == "-" else relation] | FIXED
    instead = INSTEAD.get(address.object, {})
    return {name: things[instead.get(name, name)] for name in address.parameters}


def ask(world: World, asker: str, method: str, url: str, data: dict[str, Any] | None = None) -> HttpResponse:
    """The answer to one request, which leaves nothing behind: neither what it wrote nor that it read."""
    client = world.client(asker)
    kept = deepcopy(client.cookies)
    try:
        with undone():
            if method == "GET":
                return client.get(url, data)
            return client.post(url, {"submission": str(uuid4()), **(data or {})})
    finally:
        client.cookies = kept  # signing out is undone too


def outcome(response: HttpResponse) -> str:
    """What came of a request, in the words of the table."""
    lead = response.headers.get("Location", "")
    if response.status_code in {301, 302} and re.match(r"/accounts/(login|code)/", lead):
        return "sign-in"
    if response.status_code == 302 and lead == "/s/" and response.wsgi_request.path.startswith("/p/"):  # type: ignore[attr-defined]
        return "door"
    if response.status_code == 403:
        return "role"
    if response.status_code == 404:
        return "hidden"
    # A form that was read may refuse what was in it; a page that is only read has nothing to refuse.
    method = response.wsgi_request.method  # type: ignore[attr-defined]
    fine = response.status_code < 400 or (method == "POST" and response.status_code in FORM_REFUSALS)
    return "yes" if fine else f"broken ({response.status_code})"


def agrees(wanted: str, got: str) -> bool:
    """Whether the outcome is the expected one."""
    either = {"no": {"role", "hidden"}, "open": {"yes", "sign-in"}}
    return got in either.get(wanted, {wanted})


def url_of(world: World, address: Address, relation: str) -> str:
    """The address with its parameters in place."""
    return reverse(address.view, kwargs=parameters(world, address, relation))


CHANGING = re.compile(
    rb"name=\"(?:csrfmiddlewaretoken|submission)\" value=\"[^\"]*\"|X-CSRFToken\": \"\w+\"|nonce-[\w+/=]+"
)


def without_tokens(response: HttpResponse) -> bytes:
    """The body without what is new in every answer: form keys and nonces."""
    return CHANGING.sub(b"", response.content)
