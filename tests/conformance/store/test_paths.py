"""The path of a picture, on both databases: whole, with gaps, of several inputs, of what somebody may not see, and very long."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.access import Action, Principal, Resource, allows
from bot.adapter_api import GenerationRequest, Reference, ReferenceMode, Size
from bot.commands.history.path import MAX_STEPS, SHOWN_STEPS, MaySee, PicturePath, path_of
from bot.jobs.manager import NewJob
from bot.retention.deletion import delete_pictures
from bot.store import Store, Tx
from bot.store.rows import JobRow
from tests.conformance.store.kit import MODEL, Kit


@pytest.fixture
async def kit(store: Store, tmp_path: Path) -> Kit:
    return await Kit.make(store, tmp_path)


UPLOAD = "images/0123abcd.png"


def everything(job_id: int, resource: Resource) -> bool:
    return True


def make(
    kit: Kit, tx: Tx, words: str, *images: str, n: int = 1, name: str = "ann", mode: ReferenceMode = "repaint"
) -> str:
    """A job with pictures that was made from these images; the key of its first picture."""
    person, place, payer = kit.meet(tx, name)
    reference = Reference(images[0], mode, more=images[1:]) if images else None
    request = GenerationRequest(MODEL, words, n, Size(1024, 1024), seed=7, reference=reference)
    job = kit.manager.accept(tx, NewJob(replace(request, reference=None), payer, person, place, "en"))
    assert isinstance(job, JobRow), job
    store_request(tx, job.id, json.dumps(request.to_json()))
    for index in range(n):
        tx.run(
            "pictures.add",
            job_id=job.id, idx=index, key=f"jobs/{job.id}/{index}.png", sha256="", mime="image/png", width=1024,
            height=1024, bytes=1, seed=7, now=tx.now,
        )  # fmt: skip
    return f"jobs/{job.id}/0.png"


def store_request(tx: Tx, job_id: int, request: str) -> None:
    """Replace what a job asked for, by the one statement that does so."""
    job = tx.get(JobRow, "jobs.get", id=job_id)
    tx.run("erasure.blank_job", id=job_id, request=request, person_id=job.person_id, nowhere_id=job.conversation_id)


def job_of(key: str) -> int:
    return int(key.split("/")[1])


def told(path: PicturePath) -> list[str]:
    """Each step as its words or its state, with what it was made from."""
    steps = []
    for step in path.steps:
        words = step.request.prompt if step.request else str(step.state)
        steps.append(words + "".join(f" <{each + 1}" for each in step.made_from))
    return steps


async def followed(kit: Kit, store: Store, key: str, may_see: MaySee = everything) -> PicturePath:
    return await store.read(lambda tx: path_of(tx, key, may_see))


async def test_path__goes_from_the_words_to_the_picture(kit: Kit, store: Store) -> None:
    def work(tx: Tx) -> str:
        first = make(kit, tx, "a fox")
        make(kit, tx, "an owl")
        night = make(kit, tx, "make it night", first)
        return make(kit, tx, "in watercolor", night, n=2)

    last = await store.write(work)
    path = await followed(kit, store, last)
    assert told(path) == ["a fox", "make it night <1", "in watercolor <2"]
    assert [(step.job_id, step.index, step.of) for step in path.steps] == [(1, 1, 1), (3, 1, 1), (4, 1, 2)]
    assert (path.earlier, path.more) == (0, False)
    assert told(await followed(kit, store, "jobs/4/1.png")) == told(path)
    assert told(await followed(kit, store, "jobs/1/0.png")) == ["a fox"]


@pytest.mark.parametrize(("kept", "origin"), [(True, "sent"), (False, "expired")])
async def test_path__begins_with_the_image_that_was_sent(kit: Kit, store: Store, kept: bool, origin: str) -> None:
    def work(tx: Tx) -> str:
        if kept:
            tx.run(
                "pictures.add_image", key=UPLOAD, sha256="0123abcd", mime="image/png", width=640, height=480, bytes=1,
                now=tx.now,
            )  # fmt: skip
        return make(kit, tx, "brighter", make(kit, tx, "make it night", UPLOAD))

    path = await followed(kit, store, await store.write(work))
    assert told(path) == [origin, "make it night <1", "brighter <2"]
    assert (path.steps[0].key, path.steps[0].width) == ((UPLOAD, 640) if kept else ("", 0))


async def test_path__deleted_picture_has_no_words_and_what_came_before_it_stays(kit: Kit, store: Store) -> None:
    def work(tx: Tx) -> str:
        second = make(kit, tx, "secret words", make(kit, tx, "a fox"))
        last = make(kit, tx, "brighter", make(kit, tx, "make it night", second))
        delete_pictures(tx, job_of(second))
        return last

    path = await followed(kit, store, await store.write(work))
    assert told(path) == ["a fox", "deleted <1", "make it night <2", "brighter <3"]
    assert path.steps[1].key == ""


async def test_path__ends_where_the_job_itself_is_gone(kit: Kit, store: Store) -> None:
    last = await store.write(lambda tx: make(kit, tx, "night", "jobs/99/0.png"))
    assert told(await followed(kit, store, last)) == ["deleted", "night <1"]


async def test_path__of_several_inputs_goes_on_from_the_first(kit: Kit, store: Store) -> None:
    def work(tx: Tx) -> tuple[str, str]:
        fox = make(kit, tx, "night", make(kit, tx, "a fox"))
        owl = make(kit, tx, "snow", make(kit, tx, "an owl"))
        blend = make(kit, tx, "both", fox, owl, UPLOAD, mode="edit")
        return make(kit, tx, "brighter", blend), owl

    last, owl = await store.write(work)
    whole = ["a fox", "night <1", "snow", "expired", "both <2 <3 <4", "brighter <5"]
    assert told(await followed(kit, store, last)) == whole
    await store.write(lambda tx: delete_pictures(tx, job_of(owl)))
    assert told(await followed(kit, store, last)) == [*whole[:2], "deleted", *whole[3:]]


async def test_path__ends_before_what_the_viewer_may_not_see(kit: Kit, store: Store) -> None:
    def work(tx: Tx) -> tuple[str, Principal]:
        theirs = make(kit, tx, "secret words", make(kit, tx, "a fox"), name="bob")
        person, place, _ = kit.meet(tx, "ann")
        return make(kit, tx, "night", theirs), Principal(person.id, place.id)

    last, ann = await store.write(work)
    path = await followed(kit, store, last, lambda _, resource: allows(ann, Action.SEE, resource))
    assert told(path) == ["withheld", "night <1"]
    assert path.steps[0].key == ""


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "[]", '{"reference": 7}', '{"reference": {"image": ["jobs/1/0.png"], "mode": "edit", "strength": 1}}'],
)
async def test_path__damaged_request_is_the_end_and_the_picture_stays(kit: Kit, store: Store, damaged: str) -> None:
    def work(tx: Tx) -> str:
        second = make(kit, tx, "night", make(kit, tx, "a fox"))
        store_request(tx, job_of(second), damaged)
        return make(kit, tx, "brighter", second)

    path = await followed(kit, store, await store.write(work))
    assert told(path) == ["unreadable", "picture <1", "brighter <2"]


@pytest.mark.parametrize(
    "image", ["", "jobs/2/0.png", "jobs/3/0.png", "../../etc/passwd", "jobs/1/\u0000.png", 7, None]
)
async def test_path__reference_that_cannot_be_one_is_unreadable(kit: Kit, store: Store, image: object) -> None:
    def work(tx: Tx) -> str:
        make(kit, tx, "a fox")
        night = make(kit, tx, "night", "jobs/1/0.png")
        stored = json.loads(tx.get(JobRow, "jobs.get", id=job_of(night)).request)
        stored["reference"]["image"] = image
        last = make(kit, tx, "brighter", night)
        store_request(tx, job_of(night), json.dumps(stored))
        return last

    assert told(await followed(kit, store, await store.write(work))) == ["unreadable", "night <1", "brighter <2"]


async def test_path__of_thirty_steps_shows_the_newest(kit: Kit, store: Store) -> None:
    def work(tx: Tx, count: int, key: str) -> str:
        for number in range(count):
            key = make(kit, tx, f"step {number}", *filter(None, (key,)))
        return key

    last = await store.write(work, 30, "")
    path = await followed(kit, store, last)
    assert told(path) == ["step 18", *(f"step {number} <{number - 18}" for number in range(19, 30))]
    assert (len(path.steps), path.earlier, path.more) == (SHOWN_STEPS, 18, False)
    last = await store.write(work, MAX_STEPS, last)
    path = await followed(kit, store, last)
    assert (len(path.steps), path.earlier, path.more) == (SHOWN_STEPS, MAX_STEPS + 1 - SHOWN_STEPS, True)
