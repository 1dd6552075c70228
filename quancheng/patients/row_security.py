"""The second wall: PostgreSQL row-level security, told per transaction who asks.

Policies (migration `row_security` of each app) compare a row's hospital and patient with the settings made
here. A transaction that was told nothing sees no row. SQLite has no such wall; the first is the same on both.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from quancheng.access.actor import Actor


def admit(actor: Actor) -> None:
    """Tells the current transaction who asks; forgotten when it ends."""
    if connection.vendor != "postgresql":
        return
    hospitals = ",".join(map(str, sorted(actor.hospital_ids)))
    patients = ",".join(map(str, sorted(actor.portal_patient_ids)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.system', %s, true), set_config('app.hospitals', %s, true),"
            " set_config('app.patients', %s, true)",
            ["1" if actor.system else "", hospitals, patients],
        )


def admit_patient(patient_id: int) -> None:
    """Adds one record of another hospital, after a live link and consent were checked."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.patients', trim(leading ',' from"
            " concat(current_setting('app.patients', true), ',', %s::text)), true)",
            [str(patient_id)],
        )


@contextmanager
def across_hospitals() -> Iterator[None]:
    """Inside, rows of every hospital are in sight: for comparing identities and reading consents, no more.

    Callers hand out only what their own rules allow. On the way out, also by an exception, the actor has her
    own sight again: settings made after a savepoint are undone with it.
    """
    with transaction.atomic():
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.system', true)")
            before = cursor.fetchone()[0] or ""
            cursor.execute("SELECT set_config('app.system', '1', true)")
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.system', %s, true)", [before])


@contextmanager
def reading_as(actor: Actor) -> Iterator[None]:
    """For reading alone: a transaction where the second wall wants one.

    Those of SQLite begin as writers (`config.environment`) and keep each other waiting, so there it is none.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with acting_as(actor):
        yield


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """A transaction in which a command or job acts as this actor."""
    with transaction.atomic():
        admit(actor)
        yield
