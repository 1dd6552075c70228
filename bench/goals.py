"""The claims and their goals, without anything of Django, so that the one who measures can read them."""

from dataclasses import dataclass

FRAGMENT, WRITE, PAGE = 0.40, 0.40, 0.30
RECORD_QUERIES, LIST_QUERIES = 8, 5
MEMORY_MB = 150
IMPORT_ROWS, STAGE_PATIENTS = 500, 2000


@dataclass(frozen=True, slots=True)
class Goal:
    """One claim: its words, the share of the floor that it is to reach, and its most queries."""

    name: str
    words: str
    share: float
    queries: int | None = None
    writes: bool = False


GOALS = (
    Goal("register", "Register a patient", WRITE, writes=True),
    Goal("search_name", "Search: two characters of a name", FRAGMENT, LIST_QUERIES),
    Goal("search_initials", "Search: initials", FRAGMENT, LIST_QUERIES),
    Goal("search_number", "Search: record number", FRAGMENT, LIST_QUERIES),
    Goal("search_phone", "Search: phone", FRAGMENT, LIST_QUERIES),
    Goal("day", "My day", PAGE, LIST_QUERIES),
    Goal("list", "List of 50, first page", PAGE, LIST_QUERIES),
    Goal("list_deep", "List of 50, deep page", PAGE, LIST_QUERIES),
    Goal("record", "Patient record", PAGE, RECORD_QUERIES),
    Goal("today", "Patient's today", PAGE, RECORD_QUERIES),
    Goal("add_fact", "Add one fact", WRITE, writes=True),
)
