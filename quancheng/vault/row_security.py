"""Row-level security for a migration: PostgreSQL shows a row only to those whom its policy admits."""

from collections.abc import Callable, Mapping
from typing import Any

_SYSTEM = "current_setting('app.system', true) = '1'"
_HOSPITALS = "string_to_array(nullif(current_setting('app.hospitals', true), ''), ',')::bigint[]"
_PATIENTS = "string_to_array(nullif(current_setting('app.patients', true), ''), ',')::bigint[]"


def protect(tables: Mapping[str, tuple[str, str | None]]) -> tuple[Callable[..., None], Callable[..., None]]:
    """Forward and backward functions for RunPython: {table: (hospital column, patient column or None)}.

    FORCE makes the policy hold for the tables' owner too; the application never connects as a superuser.
    """

    def forwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for table, (hospital, patient) in tables.items():
            rule = f"{_SYSTEM} OR {hospital} = ANY({_HOSPITALS})"
            if patient:
                rule += f" OR {patient} = ANY({_PATIENTS})"
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            schema_editor.execute(
                f"CREATE POLICY {table}_scope ON {table} USING ({rule}) WITH CHECK ({rule})"
            )

    def backwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for table in tables:
            schema_editor.execute(f"DROP POLICY {table}_scope ON {table}")
            schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    return forwards, backwards
