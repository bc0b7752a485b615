"""Rows of the inbox."""

from typing import Literal, NamedTuple

UpdateState = Literal["saved", "fetched", "handled", "quarantined"]
"""`fetched`: the image it needs is stored as well."""


class InboxRow(NamedTuple):
    """An update of a platform: saved before it is acknowledged."""

    id: int
    platform: str
    event_id: str
    lane: str
    body: str
    state: UpdateState
    received_at: float
    due_at: float
    attempts: int
    image_result: str
    problem: str
    done_at: float | None
    person_id: int
    claimed: int
    crashes: int


class QuarantinedUpdateRow(NamedTuple):
    """A quarantined update."""

    id: int
    platform: str
    event_id: str
    received_at: float
    problem: str
