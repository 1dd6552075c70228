"""G-04: nothing in hospital A changes by a byte when fifty people come to hospital B."""

from datetime import date

import pytest
from django.urls import reverse

from quancheng.patients.models import Patient
from tests.authorization.asking import FIXED, QUERIES, ask, without_tokens
from tests.authorization.tables import addresses, expected
from tests.authorization.world import ASKERS, World, person

pytestmark = pytest.mark.django_db
CANARY = "金丝雀"
HOW_MANY = 50
SEARCHERS = {asker for asker, word in expected()[("search", "use")]["-"].items() if word == "yes"}
STAFF = [asker for asker in ASKERS if asker != "anonymous"]
LISTS = [
    view
    for view, address in addresses().items()
    if "GET" in address.methods
    and set(address.parameters) <= {"code", "state"}
    and address.object not in {"public", "sign-in", "own account"}
]
WORDS = [CANARY, "jsq", "jinsique", "金", "CANARY-07", "13900001007", "9007", "CANARY"]


def pages(world: World, asker: str) -> dict[str, bytes]:
    """Every list, count and report that this asker opens, and what search finds for the canaries."""
    seen = {}
    for view in LISTS:
        address = addresses()[view]
        if expected()[(address.object, address.action)]["-"][asker] != "yes":
            continue
        kwargs = {
            name: FIXED["report_code" if address.object == "reports" else name] for name in address.parameters
        }
        if address.object == "pathway":
            kwargs = {"code": FIXED["pathway_code"]}
        answer = ask(world, asker, "GET", reverse(view, kwargs=kwargs), QUERIES.get(address.object))
        seen[view] = _all_of(answer)
    for word in WORDS if asker in SEARCHERS else ():
        answer = ask(world, asker, "GET", reverse("workbench:search"), {"q": word})
        seen[f"search {word}"] = _all_of(answer)
    return seen


def _all_of(answer) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else without_tokens(answer)
    return f"{answer.status_code} {answer.headers.get('ETag', '')} ".encode() + body


def plant(world: World) -> None:
    """Fifty people in the partner hospital, found by everything that can be typed."""
    for number in range(HOW_MANY):
        birth = date(1960, 1, 1 + number % 28)
        person(
            world.partner,
            f"CANARY-{number:02d}",
            f"{CANARY}{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
            1000 + number,
            birth_on=birth,
            identifiers=(),
        )


def test_fifty_people_of_another_hospital_change_no_page_and_no_figure(world: World, at) -> None:
    with at("2026-11-02 10:00"):
        before = {asker: pages(world, asker) for asker in STAFF}
        plant(world)
        assert Patient.objects.filter(hospital=world.partner.hospital).count() >= HOW_MANY
        changed = [
            f"{asker}: {name}: {differing(before[asker][name], body)}"
            for asker in STAFF
            for name, body in pages(world, asker).items()
            if body != before[asker][name]
        ]
    assert changed == []


def differing(before: bytes, after: bytes) -> str:
    """Where two pages first differ."""
    at = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), -1)
    return f"{before[at - 40 : at + 40]!r} became {after[at - 40 : at + 40]!r}"


def test_their_own_hospital_finds_every_one_of_them(world: World) -> None:
    """So that the test above cannot pass because nothing is ever found."""
    plant(world)
    answer = ask(world, "partner_clerk", "GET", reverse("workbench:search"), {"q": CANARY})
    assert f"{CANARY}甲".encode() in answer.content
