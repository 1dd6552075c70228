"""What somebody typed, as the tokens that the search index holds."""

from collections.abc import Sequence

from quancheng.kernel.search_terms import query_groups
from quancheng.vault.keys import token

Groups = Sequence[Sequence[int]]


def tokens_of(q: str) -> tuple[tuple[int, ...], ...]:
    """The typed words as groups of tokens, the most selective first: a person matches who has one of each."""
    return tuple(tuple(token(term) for term in group) for group in _selective_first(query_groups(q)))


def _selective_first(groups: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The word that fewest people share first: numbers, then what is longest."""
    return sorted(groups, key=lambda group: (not group[0].startswith(("r:", "i:", "t:")), -len(group[0])))
