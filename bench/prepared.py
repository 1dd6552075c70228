"""What the recording hands to the measuring: requests as bytes, and how many statements each takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prepared:
    """The requests of one claim, with the status that is right and the most statements of any of them;
    `size` is the mean length of an answer."""

    requests: tuple[bytes, ...]
    status: int
    queries: int
    size: int
