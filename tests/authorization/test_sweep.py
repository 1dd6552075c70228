"""G-03: whatever name is put into an address, another hospital's object answers like one that never was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.authorization.asking import QUERIES, ask, outcome, parameters, without_tokens
from tests.authorization.tables import Address, addresses, expected
from tests.authorization.world import ASKERS, NAMES, World

pytestmark = pytest.mark.django_db
MISSING: dict[str, Any] = {"public_id": "0" * 16, "other_public_id": "0" * 16, "code": None, "state": None}
NO_OBJECT = {"code", "state", "purpose", "stem", "digest", "extension", "seq"}
FOREIGN = ("linked", "other", "foreign")


def named(address: Address) -> list[str]:
    """The parameters of an address that name an object of somebody's."""
    return [name for name in address.parameters if name not in NO_OBJECT]


WITH_OBJECT = [address.view for address in addresses().values() if named(address)]


def relations(address: Address) -> tuple[str, list[str]]:
    """The asker's own relation for this address, and those of the other hospital."""
    known = list(expected()[(address.object, address.action)])
    return known[0], [relation for relation in known[1:] if relation in FOREIGN]


def allowed(address: Address, relation: str) -> list[str]:
    """Who gets a page for an object in this relation."""
    row = expected()[(address.object, address.action)][relation]
    return [asker for asker in ASKERS if row[asker] == "yes"]


def probes(world: World, address: Address) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """What is asked: a word for it, the parameters, and the same with a name that nobody has."""
    own_relation, foreign = relations(address)
    own = parameters(world, address, own_relation)
    for relation in foreign:
        if address.object == "linked record" and relation == "linked":
            continue  # this one she agreed to share
        theirs = parameters(world, address, relation)
        yield relation, theirs, theirs | _missing(address, named(address))
        for name in named(address) if len(named(address)) > 1 else ():
            if own[name] != theirs[name]:
                yield f"own, {name} {relation}", own | {name: theirs[name]}, own | _missing(address, [name])


def _missing(address: Address, names: list[str]) -> dict[str, Any]:
    return {name: MISSING.get(name, 987_654_321) for name in names}


def test_every_address_with_an_object_is_swept() -> None:
    unswept = [view for view in WITH_OBJECT if not relations(addresses()[view])[1]]
    # A pathway is the centre's own by its code alone; a bundle is a file of ours.
    assert unswept == []


@pytest.mark.parametrize("view", WITH_OBJECT)
def test_another_hospitals_object_answers_like_one_that_never_was(view: str, world: World) -> None:
    address, wrong = addresses()[view], []
    query = QUERIES.get(address.object)
    for asker in allowed(address, relations(address)[0]):
        for method in address.methods:
            for word, theirs, missing in probes(world, address):
                urls = [reverse(view, kwargs=kwargs) for kwargs in (theirs, missing)]
                answers = [ask(world, asker, method, url, query if method == "GET" else None) for url in urls]
                bodies = [
                    without_tokens(answer).replace(url.encode(), b"URL")
                    for answer, url in zip(answers, urls, strict=True)
                ]
                if outcome(answers[0]) != "hidden" or bodies[0] != bodies[1]:
                    wrong.append(f"{asker}, {method}, {word}: {answers[0].status_code}")
                if any(name.encode() in bodies[0] for name in (NAMES["other"], "P-1", "P-2")):
                    wrong.append(f"{asker}, {method}, {word}: shows whose it is")
    assert wrong == []


@pytest.mark.parametrize("view", WITH_OBJECT)
def test_without_a_sign_in_every_object_leads_to_the_same_sign_in(view: str, world: World) -> None:
    address = addresses()[view]
    own = parameters(world, address, relations(address)[0])
    for kwargs in (own, own | _missing(address, named(address))):
        for method in address.methods:
            answer = ask(world, "anonymous", method, reverse(view, kwargs=kwargs))
            assert outcome(answer) == "sign-in", f"{method} {kwargs}: {answer.status_code}"
            assert answer.content == b""
