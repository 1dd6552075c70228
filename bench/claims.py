"""The requests that stand for each claim, over a population."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from uuid import UUID

from bench.visits import Ask, Visitor
from bench.world import World
from quancheng.kernel.cursor import encode_cursor
from quancheng.kernel.names import pinyin_initials
from quancheng.kernel.resident_id import make_resident_id

Visit = tuple[Visitor, Ask]
_keys, _numbers = count(1), count(1)


def _submission() -> str:
    """A submission key that no form had before."""
    return str(UUID(int=(0xBE2C << 112) + next(_keys), version=4))


def _search(world: World, typed: Callable[[tuple[int, str, str, str]], str]) -> Iterator[Visit]:
    seen = set()
    for found in world.identities:
        q = typed(found)
        if q not in seen:
            seen.add(q)
            yield world.visitor("nurse", found[0]), Ask(f"/s/search/?q={_quoted(q)}", fragment="results")


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" if byte > 127 else chr(byte) for byte in text.encode())


def search_name(world: World) -> Iterator[Visit]:
    """Two characters, as they begin the names of the registry."""
    return _search(world, lambda found: found[1][:2])


def search_initials(world: World) -> Iterator[Visit]:
    """The initials of whole names."""
    return _search(world, lambda found: pinyin_initials(found[1]))


def search_number(world: World) -> Iterator[Visit]:
    """Whole record numbers."""
    return _search(world, lambda found: found[2])


def search_phone(world: World) -> Iterator[Visit]:
    """Whole phone numbers."""
    return _search(world, lambda found: found[3])


def day(world: World) -> Iterator[Visit]:
    """Each team's nurse and case manager open their day."""
    for team in world.teams:
        for role in ("nurse", "case_manager"):
            yield world.visitor(role, team), Ask("/s/day/")


def list_first(world: World) -> Iterator[Visit]:
    """Each team's nurse opens the list of her patients."""
    for team in world.teams:
        yield world.visitor("nurse", team), Ask("/s/patients/")


def list_deep(world: World) -> Iterator[Visit]:
    """The same list from the middle of the registry on."""
    for team in world.teams:
        address = f"/s/patients/?after={encode_cursor([world.middle])}"
        yield world.visitor("nurse", team), Ask(address)


def record(world: World) -> Iterator[Visit]:
    """Doctors open records of their teams."""
    for _, team, public_id in world.patients:
        yield world.visitor("doctor", team), Ask(f"/s/patients/{public_id}/")


def today(world: World) -> Iterator[Visit]:
    """Patients open their own first page."""
    for visitor in world.portals:
        yield visitor, Ask("/p/")


def add_fact(world: World) -> Iterator[Visit]:
    """Height and weight, written down by doctors for patients of their teams."""
    for _, team, public_id in world.patients:
        form = {
            "submission": _submission(),
            "fact_on": "2025-11-03",
            "height_cm": "162",
            "weight_kg": "58",
        }
        yield (
            world.visitor("doctor", team),
            Ask(f"/s/patients/{public_id}/add/body_measures/", form, expected=302),
        )


def register(world: World) -> Iterator[Visit]:
    """New patients, each with her own numbers, registered by one team's nurse."""
    nurse = world.visitor("nurse")
    born = date(1971, 5, 17)
    hospital_id, team_id = world.desk
    for number in _numbers:
        form = {
            "submission": _submission(),
            "hospital": str(hospital_id),
            "record_number": f"N{number:08d}",
            "name": "王丽萍",
            "resident_id": make_resident_id(f"{980000 + number // 500}", born, number % 500 * 2),
            "sex": "female",
            "birth_on": "",
            "passport": "",
            "phone": f"1991{number:07d}",
            "team": str(team_id),
            "allergies": "",
        }
        yield nurse, Ask("/s/patients/new/", form, expected=302)


VISITS: dict[str, Callable[[World], Iterator[Visit]]] = {
    "register": register,
    "search_name": search_name,
    "search_initials": search_initials,
    "search_number": search_number,
    "search_phone": search_phone,
    "day": day,
    "list": list_first,
    "list_deep": list_deep,
    "record": record,
    "today": today,
    "add_fact": add_fact,
}
