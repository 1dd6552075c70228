"""Row-level security for a migration: PostgreSQL shows a row only to those whom its policy admits."""

from collections.abc import Callable, Mapping
from typing import Any

_SYSTEM = "current_setting('app.system', true) = '1'"
_HOSPITALS = "string_to_array(nullif(current_setting('app.hospitals', true), ''), ',')::bigint[]"
_PATIENTS = "string_to_array(nullif(current_setting('app.patients', true), ''), ',')::bigint[]"


def _of(column: str, ids: str) -> str:
    return f"{column} = ANY({ids})"


def protect(tables: Mapping[str, tuple[str, str | None]]) -> tuple[Callable[..., None], Callable[..., None]]:
    """Forward and backward functions for RunPython: {table: (hospital column, patient column or None)}.

    FORCE makes the policy hold for the tables' owner too; the application never connects as a superuser.
    """

    def rule(hospital: str, patient: str | None) -> str:
        return _of(hospital, _HOSPITALS) + (f" OR {_of(patient, _PATIENTS)}" if patient else "")

    return protect_where({table: rule(*columns) for table, columns in tables.items()})


def of_hospitals(*columns: str) -> str:
    """The rule: one of these columns names a hospital of the actor."""
    return " OR ".join(_of(column, _HOSPITALS) for column in columns)


def of_patients(*columns: str) -> str:
    """The rule: one of these columns names a patient whose record is open to the actor by itself."""
    return " OR ".join(_of(column, _PATIENTS) for column in columns)


def with_parent(parent: str, column: str) -> str:
    """The rule: the parent row, which has a policy of its own, is visible."""
    return f"EXISTS (SELECT 1 FROM {parent} AS parent WHERE parent.id = {column})"  # noqa: S608 - names only


def protect_where(rules: Mapping[str, str]) -> tuple[Callable[..., None], Callable[..., None]]:
    """The same for tables whose rule is an SQL condition; the machine itself passes every rule."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for table, condition in rules.items():
            rule = f"{_SYSTEM} OR {condition}"
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            schema_editor.execute(
                f"CREATE POLICY {table}_scope ON {table} USING ({rule}) WITH CHECK ({rule})"
            )

    def backwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for table in rules:
            schema_editor.execute(f"DROP POLICY {table}_scope ON {table}")
            schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    return forwards, backwards
