"""The load client reads answers as a server writes them, and counts them rightly."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import repeat

import pytest

from bench.client import Unreadable, drive, parse, request_bytes

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\ncontent-length: 5\r\n\r\nhello"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Le", None),
        (ANSWER, (200, len(ANSWER))),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /\r\n\r\n", (302, 54)),
        (b"HTTP/1.1 204 No Content\r\nHX-Redirect: /\r\n\r\n", (204, 43)),
    ],
    ids=["a part of the head", "a whole answer", "a length in the middle", "no content"],
)
def test_finds_status_and_length(data: bytes, expected: tuple[int, int] | None) -> None:
    assert parse(data) == expected


def test_refuses_an_answer_without_a_length() -> None:
    with pytest.raises(Unreadable):
        parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")


def test_writes_a_form_with_its_length() -> None:
    sent = request_bytes("POST", "/s/", cookies="a=b", body=b"x=1", headers=("X-Bench: one",))
    head, _, body = sent.partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[0] == b"POST /s/ HTTP/1.1"
    assert {b"Cookie: a=b", b"Content-Length: 3", b"X-Bench: one"} <= set(head.split(b"\r\n"))
    assert body == b"x=1"


@pytest.fixture
def port() -> Iterator[int]:
    """A server that answers every request on two connections, each answer in two pieces."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        threads = [threading.Thread(target=_answer, args=(server,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        yield server.getsockname()[1]
        for thread in threads:
            thread.join(5)


def _answer(server: socket.socket) -> None:
    line, _ = server.accept()
    with line:
        while line.recv(10_000):
            line.sendall(ANSWER[:20])
            line.sendall(ANSWER[20:])


def test_sends_as_many_requests_as_it_is_given(port: int) -> None:
    load = drive(port, repeat(request_bytes("GET", "/"), 11), connections=2, seconds=10)
    assert load.statuses == {200: 11}
    assert len(load.latencies) == 11
    assert load.percentile(0.5) <= load.percentile(0.95)
    assert load.rate > 0


def test_stops_when_the_time_is_over(port: int) -> None:
    load = drive(port, repeat(request_bytes("GET", "/")), connections=2, seconds=0.05)
    assert load.seconds < 5
    assert load.statuses[200] > 0
