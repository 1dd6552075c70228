"""Model fields whose values are ciphertext in the database."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from quancheng.vault import keys


class EncryptedText(models.BinaryField):
    """Text that is encrypted at rest and bound to its table and column.

    It cannot be filtered on: look it up by a token beside it (`keys.token`).
    """

    # What the type checker is told: text goes in and comes out, whatever the column holds.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    @property
    def _context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else keys.unseal(bytes(value), self._context)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = keys.seal(value, self._context)
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted: filter by its token")

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")
