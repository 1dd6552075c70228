"""One fact through its versions: what stands, what stood before, who changed it, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from quancheng.accounts.models import User
from quancheng.oncology import presenters as oncology
from quancheng.oncology.facts import KINDS
from quancheng.oncology.models import Fact
from quancheng.oncology.presenters import Line
from quancheng.ui.words import gettext
from quancheng.workbench.presenters.person import time_words


@dataclass(frozen=True, slots=True)
class Version:
    """One version in words. `stands` is True for the one that counts now."""

    number: int
    stands: bool
    corrected: bool
    when: str
    side: str
    lines: tuple[Line, ...]
    recorded: str
    source: str
    ended: str
    reason: str


def who(user: User | None, source: str = "manual") -> str:
    """Who did it; the machine has a name too."""
    if user is not None:
        return user.display_name
    return gettext("imported") if source != "manual" else gettext("the system")


def versions(chain: Sequence[Fact]) -> list[Version]:
    """The versions newest first, as `versions_of` gives them."""
    return [_version(fact, len(chain) - place, place > 0) for place, fact in enumerate(chain)]


def _version(fact: Fact, number: int, corrected: bool) -> Version:
    kind = KINDS.get(fact.kind)
    ended = ""
    if fact.retired_at is not None:
        ended = f"{who(fact.retired_by)} · {time_words(fact.retired_at)}"
    return Version(
        number=number,
        stands=fact.retired_at is None,
        corrected=corrected,
        when=oncology.when_words(fact.occurred_on, fact.precision, fact.offset_days),
        side=oncology.side_words(fact.side),
        lines=tuple(oncology.lines(kind, fact.body)) if kind else (),
        recorded=f"{who(fact.recorded_by, fact.source)} · {time_words(fact.recorded_at)}",
        source=source_words(fact.source),
        ended=ended,
        reason=fact.retired_reason,
    )


def source_words(source: str) -> str:
    """Where a fact came from."""
    if source == "manual":
        return gettext("Entered by hand")
    if source.startswith("import:"):
        return gettext("Imported with column matching %(code)s") % {"code": source.removeprefix("import:")}
    return gettext("From %(source)s") % {"source": source}


def changed_codes(newer: Version, older: Version) -> set[str]:
    """Codes of the values that differ between two versions."""
    now = {line.code: line.words for line in newer.lines}
    before = {line.code: line.words for line in older.lines}
    return {code for code in now.keys() | before.keys() if now.get(code) != before.get(code)}
