"""The original files on disk: encrypted, under random names, never served inline."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from quancheng.kernel.ids import public_id
from quancheng.kernel.refused import Refused, msg
from quancheng.vault.files import SealedWriter, open_sealed


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of bytes once they lie on disk."""

    name: str
    sha256: str
    size: int


def path_of(stored_as: str) -> Path:
    """Where a stored file lies; two letters of its name spread the files over folders."""
    return Path(settings.UPLOADS) / stored_as[:2] / stored_as


def too_large(size: int | None = None) -> Refused:
    """The refusal of a file that is larger than the limit, with what to do."""
    limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
    if size is None:
        return Refused(
            msg(
                "The file is larger than %(limit)s MB. Save only the sheet and the columns you need, "
                "or split it into several files, and upload those."
            ),
            params={"limit": limit},
            field="file",
            code="file_too_large",
        )
    return Refused(
        msg(
            "The file has %(size)s MB; the limit is %(limit)s MB. Save only the sheet and the columns you "
            "need, or split it into several files, and upload those."
        ),
        params={"size": -(-size // (1024 * 1024)), "limit": limit},
        field="file",
        code="file_too_large",
    )


class Keeper:
    """Takes a file piece by piece and writes it encrypted; refuses as soon as it grows past the limit."""

    def __init__(self) -> None:
        self._name, self._digest, self._size = public_id(), hashlib.sha256(), 0
        self._out = SealedWriter(path_of(self._name))
        self._out.__enter__()

    def write(self, piece: bytes) -> None:
        """The next piece."""
        self._size += len(piece)
        if self._size > settings.UPLOAD_LIMIT_BYTES:
            raise too_large()
        self._digest.update(piece)
        self._out.write(piece)

    def done(self) -> Stored:
        """What is known of the file, which is whole from now on."""
        self._out.__exit__(None, None, None)
        return Stored(self._name, self._digest.hexdigest(), self._size)

    def give_up(self) -> None:
        """Nothing is left of the file."""
        self._out.__exit__(InterruptedError, InterruptedError(), None)


def keep(content: Iterable[bytes]) -> Stored:
    """The content written to disk, encrypted; refuses what is too large, leaving nothing."""
    keeper = Keeper()
    try:
        for piece in content:
            keeper.write(piece)
    except BaseException:
        keeper.give_up()
        raise
    return keeper.done()


def reader(stored_as: str) -> BinaryIO:
    """A reader of the original bytes."""
    return open_sealed(path_of(stored_as))


def drop(stored_as: str) -> None:
    """Removes a file that turned out to be none that can be read."""
    path_of(stored_as).unlink(missing_ok=True)
