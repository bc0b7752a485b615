"""A session in its second round, and what its jobs ask for."""

from __future__ import annotations

import json

from bot.adapter_api import GenerationRequest
from bot.sessions.model import Session
from bot.store.rows import JobRow
from tests.sessions.group import Group

START = "/session start autumn in the city --ideas 2h --vote 2h --early no --per-round 1"


async def request_of(at: Group, job: int) -> tuple[JobRow, GenerationRequest]:
    """A job and its stored request."""
    row = await at.app.store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job))
    return row, GenerationRequest.from_json(json.loads(row.request))


async def first_round(at: Group, *votes: int, start: str = START) -> Session:
    """A first round of three pictures with these votes; returns the session in its second round."""
    people = ("ann", "bob", "cat")
    await at.say("ann", start)
    for place, (person, idea) in enumerate(zip(people, ("a fox", "a boat", "an owl"), strict=True), 1):
        await at.say(person, f"/idea {idea}")
        await at.ideas(place)
    await at.say("ann", "/session paint")
    await at.phase("voting")
    for person, number in zip(people, votes, strict=False):
        await at.vote(person, number)
    await at.until(lambda s: len(s.current_round.votes) == len(votes))
    await at.say("ann", "/session close")
    return await at.phase("gathering", 2)
