"""Refusals: the one exception a rule raises, carrying a sentence that a nurse can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType


def msg(text: str) -> str:
    """The same text, marked so that the catalogue extractor finds it (the kernel itself cannot gettext)."""
    return text


def _as_is(text: str) -> str:
    return text


class Refused(Exception):
    """Something may not be done; `message` is an English msgid whose `%(name)s` places `params` fill."""

    def __init__(
        self,
        message: str,
        *,
        params: Mapping[str, object] | None = None,
        field: str | None = None,
        code: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.params: dict[str, object] = dict(params or {})
        self.field = field
        self.code = code

    def sentence(self, translate: Callable[[str], str] = _as_is) -> str:
        """The finished sentence, in the language that `translate` speaks (pass gettext)."""
        text = translate(self.message)
        return text % self.params if self.params else text

    def on(self, field: str) -> Refused:
        """The same refusal, pinned to a form field."""
        self.field = field
        return self

    def __str__(self) -> str:
        return self.sentence()


class Refusals(Refused):
    """Several refusals at once: `items` holds them, the inherited attributes are those of the first."""

    def __init__(self, items: Iterable[Refused]) -> None:
        self.items: tuple[Refused, ...] = tuple(_flat(items))
        if not self.items:
            raise ValueError("Refusals needs at least one refusal.")
        first = self.items[0]
        super().__init__(first.message, params=first.params, field=first.field, code=first.code)

    def sentence(self, translate: Callable[[str], str] = _as_is) -> str:
        """All the sentences, one a line."""
        return "\n".join(item.sentence(translate) for item in self.items)

    def on(self, field: str) -> Refusals:
        """The same refusals; those that had no field of their own are pinned to this one."""
        for item in self.items:
            item.field = item.field or field
        self.field = self.items[0].field
        return self


def _flat(items: Iterable[Refused]) -> Iterator[Refused]:
    for item in items:
        if isinstance(item, Refusals):
            yield from item.items
        else:
            yield item


class Findings:
    """A collector of refusals, so that a form tells everything that is wrong in one go."""

    def __init__(self) -> None:
        self._items: list[Refused] = []

    @property
    def items(self) -> tuple[Refused, ...]:
        """What was found so far, in order."""
        return tuple(self._items)

    def __bool__(self) -> bool:
        return bool(self._items)

    def add(
        self,
        message: str | Refused,
        *,
        params: Mapping[str, object] | None = None,
        field: str | None = None,
        code: str = "",
    ) -> None:
        """Remember one more refusal: a msgid, or a Refused that was caught elsewhere."""
        if isinstance(message, Refused):
            self._items.extend(_flat([message.on(field) if field else message]))
        else:
            self._items.append(Refused(message, params=params, field=field, code=code))

    @contextmanager
    def catching(self, field: str | None = None) -> Iterator[None]:
        """Run a check inside `with`; what it refuses is added instead of raised."""
        try:
            yield
        except Refused as refused:
            for item in _flat([refused]):
                self.add(item, field=item.field or field)

    def raise_any(self) -> None:
        """Raise everything found as one Refusals; return quietly when nothing was."""
        if self._items:
            raise Refusals(self._items)


class collect:  # noqa: N801 - reads as a verb: `with collect() as findings:`
    """`with collect() as findings:` raises whatever was added (or refused inside) when the block ends."""

    def __init__(self) -> None:
        self._findings = Findings()

    def __enter__(self) -> Findings:
        return self._findings

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Refused) and self._findings:
            raise Refusals([*self._findings.items, error]) from error
        if error is None:
            self._findings.raise_any()
