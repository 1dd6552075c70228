"""Sealed files: read from any place, and never opened when something was changed."""

import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from quancheng.vault.files import CHUNK, SealedWriter, open_sealed
from quancheng.vault.keys import OVERHEAD

pytestmark = pytest.mark.django_db


def write_sealed(path: Path, content: Iterable[bytes]) -> None:
    """The pieces written to a sealed file, as an upload comes in."""
    with SealedWriter(path) as out:
        for piece in content:
            out.write(piece)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])
def test_gives_back_what_was_written(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    write_sealed(tmp_path / "f", (content[i : i + 1000] for i in range(0, size, 1000)) if size else [])
    content = content[: -(-size // 1000) * 1000] if size else b""
    with open_sealed(tmp_path / "f") as reader:
        assert reader.read() == content
        for place in (0, size // 2, max(0, size - 5)):
            reader.seek(place)
            assert reader.read(50) == content[place : place + 50]
        reader.seek(0, io.SEEK_END)
        assert reader.tell() == len(content)


def test_nothing_of_it_lies_in_plain(tmp_path: Path) -> None:
    write_sealed(tmp_path / "f", ["张晓梅,110101195001020020".encode() * 100])
    assert b"110101195001020020" not in (tmp_path / "f").read_bytes()


@pytest.mark.parametrize("harm", ["flip", "cut", "swap", "append", "rename"])
def test_does_not_open_when_something_was_changed(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "f"
    write_sealed(path, [bytes(3 * CHUNK)])
    sealed, step = bytearray(path.read_bytes()), CHUNK + OVERHEAD
    if harm == "flip":
        sealed[step + 40] ^= 1
    elif harm == "cut":
        del sealed[-step:]
    elif harm == "swap":
        sealed[:step], sealed[step : 2 * step] = sealed[step : 2 * step], sealed[:step]
    elif harm == "append":
        sealed += sealed[:step]
    elif harm == "rename":
        path = tmp_path / "g"
    path.write_bytes(sealed)
    with open_sealed(path) as reader, pytest.raises(InvalidTag):
        reader.read()


def test_a_failure_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), SealedWriter(tmp_path / "f") as out:
        out.write(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
