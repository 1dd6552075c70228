"""A small HTTP client for load on loopback: raw sockets kept alive, one thread, no library in between.

What it costs is part of both sides of a comparison, so it does as little as it can: requests are bytes made
before, of an answer it reads the status and the length.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PATIENCE = 20.0
# The header by which the floor tells requests apart; the application does not know it.
LABEL = "X-Bench"


class Unreadable(Exception):
    """An answer that this client does not understand."""


@dataclass(slots=True)
class Load:
    """What came back: how many answers in how long, how long each took, and with which status."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The latency in milliseconds that this share of the requests stayed below."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def request_bytes(
    method: str, address: str, *, cookies: str = "", body: bytes = b"", headers: tuple[str, ...] = ()
) -> bytes:
    """An HTTP/1.1 request that keeps the connection."""
    lines = [f"{method} {address} HTTP/1.1", f"Host: {HOST}", *headers]
    if cookies:
        lines.append(f"Cookie: {cookies}")
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def parse(data: bytes) -> tuple[int, int] | None:
    """(status, length of the whole answer), or None while the head is not whole."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = data[:end].lower()
    status = int(head[9:12])
    place = head.find(b"\r\ncontent-length:")
    if place < 0:
        if status in (204, 304):
            return status, end + 4
        raise Unreadable(head.decode("latin-1"))
    line_end = head.find(b"\r\n", place + 2)
    length = int(head[place + 17 : line_end if line_end > 0 else None])
    return status, end + 4 + length


class _Line:
    """One connection: what it waits for, since when."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection((HOST, port), timeout=PATIENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.since, self.got = 0.0, b""
        self.wants: tuple[int, int] | None = None

    def ask(self, request: bytes) -> None:
        self.got, self.wants, self.since = b"", None, time.perf_counter()
        self.sock.sendall(request)

    def take(self) -> int | None:
        """Read what is there; the status when the answer is whole."""
        chunk = self.sock.recv(262_144)
        if not chunk:
            raise Unreadable("The server closed the connection.")
        self.got += chunk
        if self.wants is None:
            self.wants = parse(self.got)
        return self.wants[0] if self.wants and len(self.got) >= self.wants[1] else None


def drive(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Load:
    """Send requests over so many connections at once until the time or the requests are over."""
    load, selector = Load(), selectors.DefaultSelector()
    lines = [_Line(port) for _ in range(connections)]
    started = time.perf_counter()
    try:
        for line in lines:
            if (request := next(requests, None)) is not None:
                line.ask(request)
                selector.register(line.sock, selectors.EVENT_READ, line)
        while selector.get_map():
            ready = selector.select(PATIENCE)
            if not ready:
                raise Unreadable("The server did not answer.")
            for key, _ in ready:
                _step(key.data, load, selector, requests, started + seconds)
        load.seconds = time.perf_counter() - started
    finally:
        for line in lines:
            line.sock.close()
        selector.close()
    return load


def _step(
    line: _Line, load: Load, selector: selectors.BaseSelector, requests: Iterator[bytes], until: float
) -> None:
    status = line.take()
    if status is None:
        return
    now = time.perf_counter()
    load.latencies.append(now - line.since)
    load.statuses[status] += 1
    request = next(requests, None) if now < until else None
    if request is None:
        selector.unregister(line.sock)
    else:
        line.ask(request)
