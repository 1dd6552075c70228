"""Chance that can be repeated: drawing by weight, from a generator that was seeded."""

import math
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def draw(rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, each as often as its weight says."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def choose(rng: Random, items: Iterable[T], count: int, weight: Callable[[T], float]) -> list[T]:
    """Exactly so many of the items, the heavier ones likelier, in their order; none of weight zero.

    Weighted sampling without replacement (Efraimidis and Spirakis 2006). Raises ValueError where too few can.
    """
    keyed = []
    for place, item in enumerate(items):
        heft = weight(item)
        luck = rng.random()  # drawn for each, so that one weight does not move everybody's luck
        if heft > 0:
            keyed.append((-math.log(1.0 - luck) / heft, place, item))
    if len(keyed) < count:
        raise ValueError(f"Only {len(keyed)} of the {count} wanted could be chosen.")
    return [
        item for _, _, item in sorted(sorted(keyed, key=lambda row: row[:2])[:count], key=lambda row: row[1])
    ]


def between(rng: Random, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return rng.randint(low, high)
