"""What followed from a recorded fact, said at once: a stage moved, a subtype is known now."""

from quancheng.careplan.models import Course
from quancheng.oncology import presenters as oncology
from quancheng.oncology.models import CaseSummary
from quancheng.ui.words import gettext
from quancheng.workbench.presenters.person import stage_words

State = tuple[Course | None, CaseSummary | None]


def changes(before: State, after: State) -> list[str]:
    """One sentence for each derived thing that is another now."""
    (old_course, old), (new_course, new) = before, after
    if new is None:
        return []
    pairs = [
        (
            gettext("Stage of the course"),
            stage_words(old_course) if old_course else "",
            stage_words(new_course),
        ),
        (gettext("TNM stage"), _staged(old), _staged(new)),
        (
            gettext("Subtype"),
            oncology.subtype_words(old.subtype) if old else "",
            oncology.subtype_words(new.subtype),
        ),
    ]
    return [_moved(what, was, now) for what, was, now in pairs if was != now]


def _staged(summary: CaseSummary | None) -> str:
    if summary is None:
        return ""
    return f"{summary.tnm} {oncology.stage_words(summary.stage_group)}".strip()


def _moved(what: str, was: str, now: str) -> str:
    params = {"what": what, "was": was, "now": now or gettext("not known")}
    return gettext("%(what)s: %(was)s → %(now)s") % params if was else gettext("%(what)s: %(now)s") % params
