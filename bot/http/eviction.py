"""Chooses the connections to close: to make room for others, because their time is over, or because their clients do
not read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from bot.http.connection import Connection, ConnectionState

HEAD_S: Final = 10.0
GRACE_S: Final = (
    0.2  # after which a connection may be closed to make room: what its client sent may be here, only not read yet
)
IDLE_S: Final = 75.0  # longer than browsers and proxies keep an idle connection
STALLED_S: Final = 20.0
SLOW_READER_S: Final = 3.0  # after which a client that does not read its response may be closed to make room
WRITE_BYTES: Final = 32 * 2**20
KEPT_EACH: Final = 6  # as many as a browser opens to one host


def replaceable(connections: Collection[Connection], now: float, most_kept: int) -> Connection | None:
    """The connection whose client has been silent for the longest, to be closed for another; None if none. The
    `most_kept` newest idle ones of authenticated people are not."""
    kept = _kept(connections, most_kept)
    waiting = [
        each
        for each in connections
        if each.state is not ConnectionState.BUSY
        and each not in kept
        and now - each.heard >= GRACE_S
        and (each.stalled_at is None or now - each.stalled_at > SLOW_READER_S)
        and each.transport is not None
        and not each.transport.is_closing()
    ]
    # An idle connection has had a request and may have another, so it is kept longer than one without a complete request.
    return min(
        waiting, key=lambda each: each.heard + (HEAD_S if each.state is ConnectionState.IDLE else 0.0), default=None
    )


def _kept(connections: Collection[Connection], most: int) -> frozenset[Connection]:
    """The idle connections of authenticated people that are not closed for others: those that were used last."""
    known = [each for each in connections if each.person and each.state is ConnectionState.IDLE]
    known.sort(key=lambda each: each.heard, reverse=True)
    kept: list[Connection] = []
    of_person: Counter[str] = Counter()
    for each in known:
        if of_person[each.person] < KEPT_EACH and len(kept) < most:
            of_person[each.person] += 1
            kept.append(each)
    return frozenset(kept)


def late(connections: Collection[Connection], now: float) -> list[Connection]:
    """The connections whose time is over."""
    limits = {ConnectionState.HEAD: HEAD_S, ConnectionState.IDLE: IDLE_S}
    return [
        each
        for each in connections
        if now - each.since > limits.get(each.state, math.inf)
        or (each.stalled_at is not None and now - each.stalled_at > STALLED_S)
    ]


def unread(connections: Collection[Connection]) -> Iterator[Connection]:
    """While more than WRITE_BYTES wait to be sent in total, those whose clients have not read for the longest."""
    stalled = [each for each in connections if each.stalled_at is not None]
    waiting = sum(each.unsent for each in stalled)
    for each in sorted(stalled, key=lambda each: each.stalled_at or 0.0):
        if waiting <= WRITE_BYTES:
            return
        waiting -= each.unsent
        yield each
