"""Every cell of role x place x object x action for what is no painted job: sessions, batches, modifiers, settings, galleries,
questions, jobs that are held; by command and by press, on every platform."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.store.rows import PersonRow
from tests.access.objects import (
    PROBES,
    Probe,
    confirmed,
    facts,
    make_objects,
    make_waiting,
    place_of,
    prepare,
    secret_of,
)
from tests.access.table import OBJECTS, WHERE, WHO
from tests.access.world import PLATFORMS, RANKS, ActionResult, World, update, user_id, world

NOBODYS = 999
"""A number that no object has."""
CELLS = [(platform, thing, who, where) for platform in PLATFORMS for thing in OBJECTS for who in WHO for where in WHERE]
Environment = tuple[asyncio.Runner, World]


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    with asyncio.Runner() as runner:
        entered = world(tmp_path_factory.mktemp("objects"), make_objects, make_waiting)
        yield runner, runner.run(entered.__aenter__())
        runner.run(entered.__aexit__(None, None, None))


def tried(env: Environment, platform: str, thing: str, who: str, where: str, probe: Probe, number: int) -> ActionResult:
    runner, made = env
    where = place_of(thing, where)
    gone = runner.run(
        made.app.store.read(
            lambda tx: tx.get(
                PersonRow, "people.find_person", platform=platform, user_id=user_id(platform, "forgotten")
            )
        )
    )
    raw = update(platform, who, where, probe.text.format(n=number, forgotten=gone.id), press=probe.press)
    return runner.run(
        made.say(
            platform,
            raw,
            lambda tx: prepare(tx, made, platform, thing, probe, raw),
            facts=lambda tx: facts(tx, env[1].objects[platform, thing]),
            follow=confirmed(platform, who, where),
        )
    )


def known_as(platform: str, who: str, where: str, probe: Probe) -> str:
    """A person's role in this place: administrators count as such only in their own group, and if the platform says so."""
    ranked = who != "ruler" or (platform, "press" if probe.press else "command") in RANKS
    return who if ranked and (who, where) != ("ruler elsewhere", "there") else "member"


def was_done(platform: str, thing: str, probe: Probe, number: int, result: ActionResult) -> bool:
    if probe.shows == "told":
        return secret_of(platform, thing) in result.text
    if probe.shows == "sheet":
        return f"jobs/{number}/" in result.sheets
    return probe.shows in result.changed


@pytest.mark.parametrize(("platform", "thing", "who", "where"), CELLS, ids=lambda part: part.replace(" ", "-"))
def test_object_access__what_somebody_may_do(env: Environment, platform: str, thing: str, who: str, where: str) -> None:
    number, wrong = env[1].objects[platform, thing], []
    for probe in PROBES[thing]:
        may = OBJECTS[thing].get((known_as(platform, who, where, probe), where), frozenset())
        result = tried(env, platform, thing, who, where, probe, number)
        if was_done(platform, thing, probe, number, result) != (probe.action in may):
            wrong.append(f"{probe.action} by {probe.text}: {'refused' if probe.action in may else 'done'}: {result}")
        if (not may or probe.action in ("hold", "release")) and secret_of(platform, thing) in result.everything:
            wrong.append(f"{probe.text} tells words: {result}")
        if not may and "{n}" in probe.text:
            nothing = tried(env, platform, thing, who, where, probe, NOBODYS)
            if result.text != nothing.text.replace(str(NOBODYS), str(number)) or result.changed or not result.text:
                wrong.append(f"{probe.text} is not answered as for nobody's number: {result} {nothing}")
    assert not wrong, "\n".join(wrong)


def test_object_access__every_action_of_every_object_is_tried() -> None:
    assert PROBES.keys() == OBJECTS.keys()
    for thing, cells in OBJECTS.items():
        allowed = frozenset().union(*cells.values()) - {"see"}
        assert allowed <= {probe.action for probe in PROBES[thing]}, thing
