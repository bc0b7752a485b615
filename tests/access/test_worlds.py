"""Random actions: people send random commands and presses with all existing numbers. Nobody is ever sent a word of a prompt or
a picture that the table does not allow, and nothing is painted from a picture that a person may not use."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import Tx
from bot.store.rows import ConversationRow, JobRow, PersonRow
from tests.access.table import PRESSES
from tests.access.world import (
    PEOPLE,
    PLATFORMS,
    ActionResult,
    RolledBack,
    World,
    chat_id,
    update,
    user_id,
    value,
    world,
)
from tests.raw_rows import raw_rows

SECRET = re.compile(r"secret(?:[a-z]+|\d+z)|jobs/\d+/")
"""Secrets: words that only one prompt contains, and keys of jobs' pictures."""
SAID = (
    "/show {n}", "/originals {n}", "/originals {n}.1", "/again {n}", "/edit --from {n} make it night", "/blend --from {n}",
    "/blend --from {n} --from {n} together", "collect:{n}:1", "/describe {n}", "/history {n}",
    "/restyle --from {n} sketch", "/similar --from {n} a house", "/similar --from {n}", "/star {n}",
    "/cancel {n}", "/delete {n}", "/hold {n}", "/release {n}", "/jobs", "/gallery", "/gallery here", "/gallery starred",
    "/settings", "/settings here gallery yes", "/settings gallery yes", "/mod", "/mod share mine", "/mod show mine",
    "/many yes {n}", "/many stop {n}", "/session start autumn", "/session status", "/session album", "/session paint",
    "/idea owl",
    "/vote 1", "/cost", "/imagine secret{new}z", "/mod add mine secret{new}z", "/compare secret{new}z", "/idea secret{new}z",
    "/forget", "/again", "/show", "/imagine a house +mine",
)  # fmt: skip
LISTS = ("/jobs", "/gallery", "/settings", "gal:")
BEHIND = (
    "",
    ":1",
    ":yes",
    ":1:repaint",
    ":1:repaint:sketch",
    ":sketch",
    ":paint",
    ":album",
    ":0:menu:style",
    ":restyle",
)
PRESSED = tuple(f"{verb}:{{n}}{rest}" for verb in PRESSES for rest in BEHIND)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(PLATFORMS[:2]),
        st.sampled_from(PEOPLE),
        st.sampled_from(("there", "elsewhere", "alone")),
        st.sampled_from(SAID) | st.sampled_from(PRESSED),
        st.integers(1, 18),
    ),
    min_size=1,
    max_size=15,
)


@dataclass
class Knowledge:
    """The owners of each secret and the groups that may read it, updated at each step by the table's rules."""

    owners: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    places: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def learn(self, secret: str, person: int, place: ConversationRow) -> None:
        """A person requested this in a place: they may use it anywhere, and so may the group if it is one."""
        self.owners[secret].add(person)
        if not place.direct:
            self.places[secret].add(place.id)

    def may_use(self, secret: str, person: PersonRow, place: ConversationRow) -> bool:
        """Whether a person may use it in this place."""
        return not person.banned and (person.id in self.owners[secret] or place.id in self.places[secret])

    def may_stand(
        self, secret: str, place: ConversationRow, speaker: PersonRow, spoken_in: ConversationRow, said: str
    ) -> bool:
        """Whether it may be posted in a place, as the answer to a person's words: their own by its number anywhere, but a list
        that is read by a group holds nothing from elsewhere."""
        if place.id in self.places[secret]:
            return True
        if not place.direct and (said.startswith(LISTS) or said == "/mod"):
            return False
        return not speaker.banned and speaker.id in self.owners[secret] and place.id == spoken_in.id


def jobs_behind(tx: Tx, after: int) -> list[tuple[JobRow, set[str]]]:
    """The jobs behind `after`, with their secrets: the words of their requests, and the keys of their pictures."""
    found = []
    for job in (JobRow(**row) for row in raw_rows(tx, "SELECT * FROM job WHERE id > :after ORDER BY id", after=after)):
        found.append((job, set(SECRET.findall(job.request)) | {f"jobs/{job.id}/"}))
    return found


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, World]]:
    with asyncio.Runner() as runner:
        entered = world(tmp_path_factory.mktemp("worlds"))
        yield runner, runner.run(entered.__aenter__())
        runner.run(entered.__aexit__(None, None, None))


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_access_in_random_worlds__nobody_gets_a_word_or_a_picture_that_is_not_theirs(
    env: tuple[asyncio.Runner, World], steps: list[tuple[str, str, str, str, int]]
) -> None:
    runner, made = env
    new = itertools.count(1)

    def live(tx: Tx) -> None:
        known = Knowledge()
        for job, secrets in jobs_behind(tx, 0):
            for secret in secrets:
                known.learn(
                    secret, job.person_id, tx.get(ConversationRow, "people.conversation_by_id", id=job.conversation_id)
                )
        for step in steps:
            happen(tx, made, known, step, next(new))
        raise RolledBack(ActionResult([], frozenset()))

    with pytest.raises(RolledBack):
        runner.run(made.app.store.write(live))


def happen(tx: Tx, made: World, known: Knowledge, step: tuple[str, str, str, str, int], new: int) -> None:
    platform, name, where, text, number = step
    press = not text.startswith("/")
    said = text.format(n=number, new=new)
    person = tx.get(PersonRow, "people.find_person", platform=platform, user_id=user_id(platform, name))
    place = tx.get(
        ConversationRow,
        "people.find_conversation",
        platform=platform,
        chat_id=chat_id(platform, name, where),
        thread_id="",
    )
    newest = {table: int(value(tx, f"SELECT COALESCE(max(id), 0) FROM {table}")) for table in ("job", "post")}
    sheets = {row["key"] for row in raw_rows(tx, "SELECT key FROM rendered_sheet")}
    for secret in SECRET.findall(said):
        known.learn(secret, person.id, place)
    if said == "/mod share mine" and not person.banned:
        for row in raw_rows(tx, "SELECT text FROM modifier WHERE scope = 'person' AND owner_id = :id", id=person.id):
            for secret in SECRET.findall(row["text"]):
                known.learn(secret, person.id, place)
    made.handle(tx, platform, update(platform, name, where, said, press=press))
    for job, secrets in jobs_behind(tx, newest["job"]):
        there = tx.get(ConversationRow, "people.conversation_by_id", id=job.conversation_id)
        reference = (json.loads(job.request).get("reference") or {}).get("image", "")
        for secret in {*secrets, *SECRET.findall(reference)} - {f"jobs/{job.id}/"}:
            assert known.may_use(secret, person, place), f"{step}: {secret} was painted from"
        for secret in secrets:
            known.learn(secret, job.person_id, there)
    for conversation_id, view in made.posted(tx, newest["post"]):
        verbs = {button.action.partition(":")[0] for row in view.buttons for button in row if not button.copy}
        assert verbs <= {*PRESSES, ""}, f"{step}: a button of which the table knows nothing: {verbs}"
        there = tx.get(ConversationRow, "people.conversation_by_id", id=conversation_id)
        for secret in set(SECRET.findall(repr(view))):
            assert known.may_stand(secret, there, person, place, said), f"{step}: {secret} was posted: {view}"
    for board in raw_rows(tx, "SELECT key, spec FROM rendered_sheet"):
        if board["key"] not in sheets:
            for secret in set(SECRET.findall(board["spec"])):
                assert known.may_stand(secret, place, person, place, said), f"{step}: {secret} is on a sheet"
