"""A mapping made of what the clerk chose for each column, on the base of one that is known or of none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quancheng.interfaces.spreadsheets.mappers.presets import fact_called
from quancheng.interfaces.spreadsheets.schemas import FORMAT, PATIENT_FIELDS
from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise

KEEP = "keep"
NOT_A_TRANSLATION = msg("“%(line)s” is not understood. Write on each line: value in the file = value here.")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for one column; KEEP leaves it as the base has it."""

    column: str
    target: str
    words: str = ""


def is_changed(base: Mapping[str, Any] | None, choices: Iterable[Choice], people: str, missing: str) -> bool:
    """Whether anything differs from the base, so that it needs a name of its own."""
    if base is None or people != base.get("people") or read_missing(missing) != list(base.get("missing", ())):
        return True
    known = {column["name"]: column for column in base["columns"]}
    return any(
        choice.words.strip()
        or (choice.target not in {"", KEEP})
        or (not choice.target and _used(known, choice))
        for choice in choices
    )


def _used(known: Mapping[str, Any], choice: Choice) -> bool:
    return bool(known.get(choice.column, {}).get("to"))


def read_missing(text: str) -> list[str]:
    """The words that mean "no value", from a line of them."""
    return [
        word for part in text.replace("，", ",").replace("、", ",").split(",") if (word := normalise(part))
    ]


def read_words(text: str) -> dict[str, str]:
    """Translations, one on each line: value in the file = value here."""
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        theirs, equals, ours = line.replace("＝", "=").rpartition("=")
        if not equals or not theirs.strip() or not ours.strip():
            raise Refused(NOT_A_TRANSLATION, params={"line": line[:40]})
        found[normalise(theirs)] = normalise(ours)
    return found


def build(
    base: Mapping[str, Any] | None, choices: Sequence[Choice], *, people: str, missing: str
) -> dict[str, Any]:
    """The mapping as it is kept; `read_definition` says whether it is complete."""
    known = {column["name"]: column for column in (base or {}).get("columns", ())}
    facts = {fact["name"]: fact for fact in (base or {}).get("facts", ())}
    columns = []
    # Of two columns for one value the later one wins: those of the base keep their order.
    places = {name: place for place, name in enumerate(known)}
    for choice in sorted(choices, key=lambda choice: places.get(choice.column, len(places))):
        column = _column(choice, known.get(choice.column))
        columns.append(column)
        for target in column.get("to", ()):
            head = target.partition(".")[0]
            if head not in {"patient", "*"} and head not in facts:
                facts[head] = fact_called(head, pseudonymous=people == "pseudonymous")
    return {
        "format": FORMAT,
        "people": people,
        "missing": read_missing(missing),
        "columns": columns,
        "facts": list(facts.values()),
    }


def _column(choice: Choice, base: Mapping[str, Any] | None) -> dict[str, Any]:
    words = read_words(choice.words)
    if choice.target == KEEP and base is not None:
        return {**base, "values": {**base.get("values", {}), **words}} if words else dict(base)
    if not choice.target:
        return {"name": choice.column, "ignored": (base or {}).get("ignored", "")}
    column: dict[str, Any] = {"name": choice.column, "to": choice.target.split("+")}
    field = choice.target.removeprefix("patient.")
    if field in PATIENT_FIELDS and field in {"record_number", "name", "sex"}:
        column["required"] = True
    if words:
        column["values"] = words
    return column
