"""Two records of one hospital become one, and part again; nothing is lost either way.

Every row that hangs on the absorbed record moves to the survivor and is listed. A row for which the
survivor has its own already (her summary, the same step, the same search term) stays where it is. Parting
moves exactly the listed rows back; what was recorded in between stays with the survivor, except the
correction of a row that moves: it follows the row that it corrects.
Callers above re-derive what follows from the facts: see careplan.actions.merging.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.kernel import clock
from quancheng.patients.actions.holding import hold_records
from quancheng.patients.actions.search_terms import rebuild_search_tokens
from quancheng.patients.models import MatchProposal, Merge, MergedRow, Patient
from quancheng.patients.queries.matching import people_of
from quancheng.patients.rules.merging import check_merge, check_unmerge

Link = models.ForeignKey[Any, Any]
# These say that records were joined, and stay with the record that they are about.
STAY = (Merge, MatchProposal, Patient)


@transaction.atomic
def merge_patients(
    *, by: Actor, survivor: Patient, absorbed: Patient, reason: str, carried: Mapping[str, Any] | None = None
) -> Merge:
    """The merge, every moved row listed. `carried` is what an app above changes on the survivor with it."""
    check_may(by, Permission.MERGE_RECORDS, survivor.hospital_id)
    check_may(by, Permission.MERGE_RECORDS, absorbed.hospital_id)
    ids = sorted({survivor.pk, absorbed.pk})
    held = hold_records(by=by, patient_ids=ids)
    keeps, goes = held[survivor.pk], held[absorbed.pk]
    people = people_of(by, ids)
    words = check_merge(
        same_record=keeps.pk == goes.pk,
        same_hospital=keeps.hospital_id == goes.hospital_id,
        any_merged=keeps.merged_into_id is not None or goes.merged_into_id is not None,
        survivor=people[keeps.pk].traits,
        absorbed=people[goes.pk].traits,
        reason=reason,
    )
    merge = Merge.objects.create(
        survivor=keeps,
        absorbed=goes,
        hospital_id=keeps.hospital_id,
        reason=words,
        by_id=by.user_id,
        carried=dict(carried or {}),
    )
    rows = [row for link in _links() for row in _move(merge, link, keeps, goes)]
    MergedRow.objects.bulk_create(rows, batch_size=500)
    goes.merged_into = keeps
    goes.save(update_fields=["merged_into"])
    _audit(Event.RECORDS_MERGED, by, merge, keeps, {"absorbed": goes.public_id, "rows": len(rows)})
    return merge


@transaction.atomic
def unmerge_patients(*, by: Actor, merge: Merge) -> Merge:
    """The merge undone: the absorbed record is open again, with the rows that it brought."""
    row = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    check_may(by, Permission.MERGE_RECORDS, row.hospital_id)
    # Whoever corrects a fact of the survivor is waited for: the correction goes with the fact.
    held = hold_records(by=by, patient_ids=[row.survivor_id, row.absorbed_id])
    row.survivor, row.absorbed = held[row.survivor_id], held[row.absorbed_id]
    check_unmerge(undone=row.undone_at is not None, survivor_merged=row.survivor.merged_into_id is not None)
    moved = _listed(row)
    for link in _links():
        _move_back(link, moved.get(_label(link), set()), row)
    absorbed = row.absorbed
    absorbed.merged_into = None
    absorbed.save(update_fields=["merged_into"])
    row.undone_at, row.undone_by_id = clock.now(), by.user_id
    row.save(update_fields=["undone_at", "undone_by"])
    rebuild_search_tokens(by=by, patient=row.survivor)
    rebuild_search_tokens(by=by, patient=absorbed)
    _audit(Event.RECORDS_UNMERGED, by, row, row.survivor, {"absorbed": absorbed.public_id})
    return row


def _links() -> Iterator[Link]:
    """Every column in the house that points at a patient, in a certain order."""
    # Also the columns that give the patient no name for the way back (related_name="+").
    found: list[Link] = [
        relation.field  # type: ignore[union-attr, misc]
        for relation in Patient._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and (relation.one_to_many or relation.one_to_one)
        and relation.related_model not in STAY
    ]
    yield from sorted(found, key=_label)


def _label(link: Link) -> str:
    return f"{link.model._meta.label}.{link.name}"


def _move(merge: Merge, link: Link, keeps: Patient, goes: Patient) -> list[MergedRow]:
    """Moves the rows of one table that the survivor has no counterpart of; gives them listed."""
    manager = link.model._base_manager
    ids = set(manager.filter(**{link.name: goes}).values_list("pk", flat=True))
    ids -= _taken(link, keeps, goes)
    manager.filter(pk__in=ids).update(**{link.name: keeps})
    return [MergedRow(merge=merge, model=_label(link), row_id=pk) for pk in sorted(ids)]


def _taken(link: Link, keeps: Patient, goes: Patient) -> set[Any]:
    """Rows of the absorbed record that would stand twice: the survivor has the same by a unique rule."""
    taken: set[Any] = set()
    manager = link.model._base_manager
    if link.unique:
        has_own = manager.filter(**{link.name: keeps}).exists()
        # A row whose key is the patient cannot move at all: it would be another row.
        if has_own or link.primary_key:
            return set(manager.filter(**{link.name: goes}).values_list("pk", flat=True))
    for names, condition in _unique_rules(link.model):
        if link.name not in names:
            continue
        others = [name for name in names if name != link.name]
        mine = manager.filter(condition, **{link.name: keeps}).values_list(*others)
        theirs = manager.filter(condition, **{link.name: goes}).values_list("pk", *others)
        held = set(mine)
        taken |= {row[0] for row in theirs if row[1:] in held}
    return taken


def _unique_rules(model: type[models.Model]) -> Iterator[tuple[tuple[str, ...], Q]]:
    """The fields and condition of every unique rule of a table."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            yield tuple(constraint.fields), constraint.condition or Q()
    for names in model._meta.unique_together:
        yield tuple(names), Q()


def _listed(merge: Merge) -> dict[str, set[int]]:
    listed: dict[str, set[int]] = {}
    for label, pk in MergedRow.objects.filter(merge=merge).values_list("model", "row_id"):
        listed.setdefault(label, set()).add(pk)
    return listed


def _move_back(link: Link, ids: set[int], merge: Merge) -> None:
    manager = link.model._base_manager
    ids = ids | _corrections(link.model, ids)
    manager.filter(pk__in=ids, **{link.name: merge.survivor}).update(**{link.name: merge.absorbed})


def _corrections(model: type[models.Model], ids: set[int]) -> set[int]:
    """Rows that replace these rows, and what replaces those."""
    own = [field.name for field in model._meta.fields if field.one_to_one and field.related_model is model]
    found: set[int] = set()
    layer = set(ids)
    while layer and own:
        rules = Q()
        for name in own:
            rules |= Q(**{f"{name}__in": layer})
        layer = set(model._base_manager.filter(rules).values_list("pk", flat=True)) - found
        found |= layer
    return found


def _audit(event: Event, by: Actor, merge: Merge, survivor: Patient, detail: dict[str, Any]) -> None:
    for patient_id, subject in (
        (survivor.pk, survivor.public_id),
        (merge.absorbed_id, merge.absorbed.public_id),
    ):
        record(
            event,
            by=by,
            hospital_id=merge.hospital_id,
            patient_id=patient_id,
            subject=subject,
            detail={"merge": merge.pk, **detail},
        )
