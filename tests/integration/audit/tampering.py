"""What somebody with the database's owner rights can do to a chain."""

import json
import random
from collections.abc import Callable

from django.db import connection

from quancheng.audit.models import AuditEvent, ChainHead
from quancheng.audit.spelling import payload
from quancheng.kernel.hashing import GENESIS, link

Change = Callable[[random.Random, int], int]


def sql(statement: str, *params: object) -> None:
    """Runs one statement past the models."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def drop_triggers() -> None:
    """Takes the guards away, as only an owner can."""
    for table in ("audit_auditevent", "audit_accessentry"):
        if connection.vendor == "postgresql":
            sql(f"DROP TRIGGER {table}_append_only ON {table}")
        else:
            sql(f"DROP TRIGGER {table}_no_update")
            sql(f"DROP TRIGGER {table}_no_delete")


def at(hospital: int, seq: int) -> AuditEvent:
    """The event at a place."""
    return AuditEvent.objects.get(hospital_id=hospital, seq=seq)


def count(hospital: int) -> int:
    """How many events the chain has."""
    return AuditEvent.objects.filter(hospital_id=hospital).count()


def modify(chance: random.Random, hospital: int) -> int:
    """Changes one column of one event; gives its place."""
    row = at(hospital, chance.randint(1, count(hospital)))
    column, value = chance.choice(
        [
            ("actor", row.actor + "x"),
            ("event", "step_done" if row.event != "step_done" else "step_varied"),
            ("subject", row.subject + " "),
            ("user_id", (row.user_id or 0) + 1),
            ("patient_id", (row.patient_id or 0) + 1),
            ("detail", json.dumps({**row.detail, "n": "other"})),
            ("digest", bytes(reversed(bytes(row.digest)))),
            ("at", row.at.replace(microsecond=(row.at.microsecond + 1) % 10**6)),
        ]
    )
    sql(f"UPDATE audit_auditevent SET {column} = %s WHERE id = %s", value, row.pk)
    return row.seq


def delete(chance: random.Random, hospital: int) -> int:
    """Deletes one event that is not the last; gives its place."""
    row = at(hospital, chance.randint(1, count(hospital) - 1))
    sql("DELETE FROM audit_auditevent WHERE id = %s", row.pk)
    return row.seq


def delete_and_close_up(chance: random.Random, hospital: int) -> int:
    """Deletes one event and moves the later ones up a place; gives the first place that is wrong."""
    last = count(hospital)
    row = at(hospital, chance.randint(1, last - 1))
    sql("DELETE FROM audit_auditevent WHERE id = %s", row.pk)
    for seq in range(row.seq + 1, last + 1):
        sql(
            "UPDATE audit_auditevent SET seq = %s WHERE hospital_id = %s AND seq = %s", seq - 1, hospital, seq
        )
    sql("UPDATE audit_chainhead SET seq = %s WHERE hospital_id = %s", last - 1, hospital)
    return row.seq


def insert(chance: random.Random, hospital: int) -> int:
    """Puts in an invented event whose digest fits the one before it; gives the place after it."""
    last = count(hospital)
    place = chance.randint(1, last)
    for seq in range(last, place - 1, -1):
        sql(
            "UPDATE audit_auditevent SET seq = %s WHERE hospital_id = %s AND seq = %s", seq + 1, hospital, seq
        )
    sql("UPDATE audit_chainhead SET seq = %s WHERE hospital_id = %s", last + 1, hospital)
    model = at(hospital, place + 1)
    row = AuditEvent(
        hospital_id=hospital, seq=place, at=model.at, event="step_done", actor="invented", detail={}
    )
    before = bytes(at(hospital, place - 1).digest) if place > 1 else GENESIS
    row.digest = link(before, payload(row))
    row.save(force_insert=True)
    return place + 1


def swap(chance: random.Random, hospital: int) -> int:
    """Swaps the places of two events; gives the first of them."""
    one, other = sorted(chance.sample(range(1, count(hospital) + 1), 2))
    first, second = at(hospital, one), at(hospital, other)
    sql("UPDATE audit_auditevent SET seq = %s WHERE id = %s", -1, first.pk)
    sql("UPDATE audit_auditevent SET seq = %s WHERE id = %s", one, second.pk)
    sql("UPDATE audit_auditevent SET seq = %s WHERE id = %s", other, first.pk)
    return one


def cut(chance: random.Random, hospital: int) -> int:
    """Deletes the newest events; gives the first that is gone."""
    last = count(hospital)
    keep = chance.randint(0, last - 1)
    sql("DELETE FROM audit_auditevent WHERE hospital_id = %s AND seq > %s", hospital, keep)
    return keep + 1


def cut_with_head(chance: random.Random, hospital: int) -> int:
    """Deletes the newest events and writes the recorded end anew; only an anchor shows it."""
    first_gone = cut(chance, hospital)
    digest = bytes(at(hospital, first_gone - 1).digest) if first_gone > 1 else GENESIS
    ChainHead.objects.filter(pk=hospital).update(seq=first_gone - 1, digest=digest)
    return first_gone


def write_anew(chance: random.Random, hospital: int) -> int:
    """Changes an event and writes every digest after it anew, and the end: only an anchor shows it."""
    last = count(hospital)
    place = chance.randint(1, last)
    sql(
        "UPDATE audit_auditevent SET actor = %s WHERE hospital_id = %s AND seq = %s",
        "forged",
        hospital,
        place,
    )
    digest = bytes(at(hospital, place - 1).digest) if place > 1 else GENESIS
    for seq in range(place, last + 1):
        row = at(hospital, seq)
        digest = link(digest, payload(row))
        sql("UPDATE audit_auditevent SET digest = %s WHERE id = %s", digest, row.pk)
    ChainHead.objects.filter(pk=hospital).update(digest=digest)
    return place
