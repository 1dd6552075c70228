"""Files that are ciphertext on disk and can still be read from any place, as zip readers want."""

import io
import os
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from quancheng.vault import keys

CHUNK = 64 * 1024


class SealedWriter:
    """`with SealedWriter(path) as out: out.write(…)`; what was written is complete only after the block.

    Each chunk is bound to its place, and the last one says that it is the last, so a file that was cut,
    swapped or lengthened does not open. A block that fails leaves no file.
    """

    _file: BinaryIO

    def __init__(self, path: Path) -> None:
        self._path, self._name = path, path.name
        self._buffer = bytearray()
        self._index = 0

    def __enter__(self) -> "SealedWriter":
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb")
        return self

    def write(self, data: bytes) -> None:
        """Takes more of the content."""
        self._buffer += data
        # One chunk is always held back, because the last is sealed differently.
        while len(self._buffer) > CHUNK:
            self._seal(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]

    def _seal(self, data: bytes, *, last: bool) -> None:
        self._file.write(keys.seal_bytes(data, _context(self._name, self._index, last)))
        self._index += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._seal(bytes(self._buffer), last=True)
                self._file.flush()
                os.fsync(self._file.fileno())
        finally:
            self._file.close()
            if error is not None:
                self._path.unlink(missing_ok=True)


def _context(name: str, index: int, last: bool) -> str:
    return f"file:{name}:{index}:{'last' if last else 'more'}"


class _SealedReader(io.RawIOBase):
    """Opens one chunk at a time and keeps the one it has open."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._name = path.name
        self._file = path.open("rb")
        self._sealed = CHUNK + keys.OVERHEAD
        length = os.fstat(self._file.fileno()).st_size
        self._chunks = max(1, -(-length // self._sealed))
        self._size = length - self._chunks * keys.OVERHEAD
        self._at = 0
        self._open: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size:
            return 0
        index, within = divmod(self._at, CHUNK)
        data = self._chunk(index)[within : within + len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _chunk(self, index: int) -> bytes:
        if self._open[0] != index:
            self._file.seek(index * self._sealed)
            sealed = self._file.read(self._sealed)
            context = _context(self._name, index, index == self._chunks - 1)
            self._open = (index, keys.unseal_bytes(sealed, context))
        return self._open[1]

    def close(self) -> None:
        self._file.close()
        super().close()


def open_sealed(path: Path) -> BinaryIO:
    """A reader of the plain content, from any place in it. Raises InvalidTag where the file was altered."""
    return io.BufferedReader(_SealedReader(path), CHUNK)
