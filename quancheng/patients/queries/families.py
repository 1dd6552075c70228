"""Records that became one: which one stands for them, and all that it absorbed, however deep."""

from collections.abc import Iterable

from quancheng.access.actor import Actor
from quancheng.patients.models import Patient


def roots_of(actor: Actor, ids: Iterable[int]) -> dict[int, int]:
    """For each record the one that it was merged into in the end, itself where it was not."""
    roots = {pk: pk for pk in ids}
    layer = set(roots)
    while layer:
        rows = Patient.objects.filter(pk__in=layer, merged_into__isnull=False)
        into: dict[int, int] = dict(rows.values_list("pk", "merged_into_id"))
        roots = {pk: into.get(root, root) for pk, root in roots.items()}
        layer = set(into.values())
    return roots


def families_of(actor: Actor, ids: Iterable[int]) -> dict[int, int]:
    """These records and every one merged into them, also through another; for each, which of these it is in.

    A query for each level of merging and one more; the caller has put the hospitals in sight.
    """
    families = {pk: pk for pk in ids}
    layer = set(families)
    while layer:
        rows = Patient.objects.filter(merged_into_id__in=layer).values_list("pk", "merged_into_id")
        found: dict[int, int] = dict(rows)
        families |= {pk: families[into] for pk, into in found.items()}
        layer = set(found)
    return families
