"""A chain that is whole, and every way in which it is not."""

from quancheng.access.actor import NOBODY, Actor, Duty, system
from quancheng.access.roles import Role
from quancheng.audit.rules import Anchor, Link, anchor_line, judge, parse_anchor, signature
from quancheng.kernel.hashing import GENESIS, link


def chain(count: int) -> list[Link]:
    """A chain of so many links."""
    rows, digest = [], GENESIS
    for seq in range(1, count + 1):
        payload = f"event {seq}".encode()
        digest = link(digest, payload)
        rows.append(Link(seq, payload, digest))
    return rows


def head(rows: list[Link]) -> tuple[int, bytes]:
    """The recorded end."""
    return (rows[-1].seq, rows[-1].digest) if rows else (0, GENESIS)


def first_bad(rows: list[Link], end: tuple[int, bytes], *anchors: Anchor) -> tuple[str, int] | None:
    """Code and place of the first finding."""
    verdict = judge(1, rows, head=end, anchors=anchors)
    return (verdict.findings[0].code, verdict.findings[0].seq) if verdict.findings else None


def test_a_whole_chain_is_whole_and_so_is_none() -> None:
    rows = chain(5)
    verdict = judge(1, rows, head=head(rows))
    assert (verdict.is_whole, verdict.checked, verdict.last_seq) == (True, 5, 5)
    assert judge(1, [], head=(0, GENESIS)).is_whole


def test_names_the_row_that_was_changed() -> None:
    rows = chain(5)
    changed = [*rows[:2], Link(3, b"other", rows[2].digest), *rows[3:]]
    assert first_bad(changed, head(rows)) == ("altered", 3)


def test_names_the_row_after_one_that_was_changed_with_its_digest() -> None:
    rows = chain(5)
    forged = Link(3, b"other", link(rows[1].digest, b"other"))
    assert first_bad([*rows[:2], forged, *rows[3:]], head(rows)) == ("altered", 4)


def test_names_the_row_that_is_missing() -> None:
    rows = chain(5)
    assert first_bad([*rows[:2], *rows[3:]], head(rows)) == ("missing", 3)


def test_names_the_first_of_two_that_were_swapped() -> None:
    rows = chain(5)
    swapped = [
        rows[0],
        Link(2, rows[3].payload, rows[3].digest),
        rows[2],
        Link(4, rows[1].payload, rows[1].digest),
    ]
    assert first_bad([*swapped, rows[4]], head(rows)) == ("altered", 2)


def test_notices_a_number_below_one_and_one_given_twice() -> None:
    rows = chain(2)
    assert first_bad([Link(0, b"x", GENESIS), *rows], head(rows)) == ("altered", 0)
    assert first_bad([rows[0], rows[0], rows[1]], head(rows)) == ("altered", 1)


def test_notices_an_end_cut_off_and_one_added() -> None:
    rows = chain(5)
    assert first_bad(rows[:3], head(rows)) == ("cut", 4)
    assert first_bad(rows, head(rows[:3])) == ("longer", 4)
    assert first_bad(rows, (5, b"\1" * 32)) == ("head_altered", 5)


def test_an_anchor_shows_an_end_cut_off_together_with_its_record() -> None:
    rows = chain(5)
    anchor = Anchor(1, 5, rows[-1].digest, "2026-11-20")
    assert first_bad(rows[:3], head(rows[:3]), anchor) == ("anchor_cut", 4)


def test_an_anchor_shows_a_chain_written_anew() -> None:
    rows, other = chain(5), []
    digest = rows[1].digest
    for seq in (3, 4, 5):
        digest = link(digest, b"other")
        other.append(Link(seq, b"other", digest))
    anew = [*rows[:2], *other]
    assert first_bad(anew, head(anew)) is None
    anchor = Anchor(1, 4, rows[3].digest, "2026-11-20")
    assert first_bad(anew, head(anew), anchor) == ("anchor_altered", 4)


def test_an_anchor_of_another_hospital_says_nothing() -> None:
    rows = chain(2)
    assert first_bad(rows, head(rows), Anchor(2, 9, GENESIS, "2026-11-20")) is None


def test_a_walk_can_begin_in_the_middle() -> None:
    rows = chain(5)
    verdict = judge(1, rows[3:], head=head(rows), before=(3, rows[2].digest))
    assert verdict.is_whole
    assert verdict.checked == 2


def test_an_anchor_comes_back_from_its_line() -> None:
    anchor = Anchor(7, 12, b"\x0a" * 32, "2026-11-20T09:00:00+00:00")
    assert parse_anchor(anchor_line(anchor)) == anchor


def test_the_trail_never_writes_what_patients_and_families_are_called() -> None:
    both = Actor(user_id=7, name="张晓梅", own_patient_ids=frozenset({1}), proxy_scopes={2: frozenset()})
    assert [signature(both, patient_id) for patient_id in (1, 2, None)] == ["patient", "family", "patient"]
    daughter = Actor(user_id=8, name="李红", proxy_scopes={1: frozenset()})
    assert [signature(daughter, patient_id) for patient_id in (1, None)] == ["family", "family"]
    assert signature(Actor(user_id=8)) == "portal"
    assert signature(Actor(user_id=9, name="王护士", duties=(Duty(1, Role.NURSE),)), 1) == "王护士"
    assert (signature(system("job")), signature(NOBODY)) == ("job", "")
