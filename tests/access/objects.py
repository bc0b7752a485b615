"""One object of every kind of `table.OBJECTS` on each platform, and for each action a probe that tries and checks it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from bot.adapter_api import Message, Press, RawUpdate
from bot.commands.sessions.hooks import SessionUpdates
from bot.intake.images import ImageResult
from bot.jobs import intervention
from bot.jobs.claim import Claimed
from bot.jobs.intervention import InterventionResult
from bot.sessions import events as ev
from bot.store import Tx
from bot.store.rows import ConversationRow, PostRow
from tests.access.world import PLATFORMS, ActionResult, World, chat_id, update, user_id, value
from tests.conformance.store.kit import Kit
from tests.raw_rows import raw_rows


@dataclass(frozen=True)
class Probe:
    """How an action is tried: the message or press (`{n}` is the object's number), and what has changed if it was done; `told`: a
    reply contains its secret, `sheet`: its picture is on a sheet. `under`: the post with the pressed button."""

    action: str
    text: str
    shows: str
    under: str = ""

    @property
    def press(self) -> bool:
        return not self.text.startswith("/")


PROBES: dict[str, tuple[Probe, ...]] = {
    "session in the group": (
        Probe("see", "/session status", "card"),
        Probe("take part", "/idea an owl in the rain", "part"),
        Probe("lead", "/session pause", "lead"),
        Probe("lead", "/session end", "lead"),
        Probe("lead", "/session settings --rounds 5", "lead"),
        Probe("lead", "/session kick forgotten", "lead"),
        Probe("lead", "session:{n}:pause", "lead"),
        Probe("lead", "session:{n}:paint", "lead"),
        Probe("lead", "session:{n}:end", "lead"),
    ),
    "session that votes": (
        Probe("see", "/session status", "card"),
        Probe("see", "session:{n}:album", "album"),
        Probe("take part", "/vote 1", "part"),
        Probe("take part", "vote:{n}:1:1", "part"),
        Probe("lead", "/session close", "lead"),
        Probe("lead", "/session skip", "lead"),
        Probe("lead", "session:{n}:close", "lead"),
        Probe("lead", "session:{n}:kick:{forgotten}", "lead"),
    ),
    "session one to one": (
        Probe("see", "/session status", "card"),
        Probe("take part", "/idea an owl in the rain", "part"),
        Probe("lead", "/session end", "lead"),
        Probe("lead", "session:{n}:pause", "lead"),
    ),
    "batch in the group": (
        Probe("confirm", "/many yes {n}", "jobs"),
        Probe("confirm", "batch:{n}:yes", "jobs"),
        Probe("stop", "/many no {n}", "batches"),
        Probe("stop", "batch:{n}:no", "batches"),
    ),
    "batch one to one": (
        Probe("confirm", "/many yes {n}", "jobs"),
        Probe("confirm", "batch:{n}:yes", "jobs"),
        Probe("stop", "/many stop {n}", "batches"),
        Probe("stop", "batch:{n}:stop", "batches"),
    ),
    "comparison in the group": (
        Probe("stop", "/many stop {n}", "batches"),
        Probe("stop", "batch:{n}:stop", "batches"),
    ),
    "modifier of the group": (
        Probe("see", "/mod show kite", "told"),
        Probe("use", "/imagine a house +kite", "jobs"),
        Probe("change", "/mod remove kite here", "modifiers"),
    ),
    "modifier of one person": (
        Probe("see", "/mod show mine", "told"),
        Probe("use", "/imagine a house +mine", "jobs"),
        Probe("change", "/mod remove mine", "modifiers"),
    ),
    "settings of the group": (
        Probe("change", "/settings here style sketch", "settings"),
        Probe("change", "set:here:0:style:sketch", "settings"),
    ),
    "panel of settings": (Probe("turn", "set:me:0:style:sketch", "panels", under="settings:{n}"),),
    "page of a gallery": (Probe("turn", "gal:0:1", "panels", under="gallery:{n}"),),
    "question about an image": (Probe("answer", "pick:{n}:sketch", "jobs"),),
    "question about words": (Probe("confirm", "words:{n}:paint", "jobs"),),
    "list of pictures": (
        Probe("confirm", "/blend paint #{n}.1", "jobs"),
        Probe("confirm", "blend:{n}:paint:1", "jobs"),
        Probe("order", "/blend move #{n}.1", "lists"),
        Probe("order", "blend:{n}:move:1", "lists"),
        Probe("order", "blend:{n}:empty:1", "lists"),
    ),
    "question whether to forget": (Probe("erase", "forget:{n}:yes", "forgotten"),),
    "question whether to forget somebody banned": (Probe("erase", "forget:{n}:yes", "forgotten"),),
    "picture shown in galleries": (
        Probe("find here", "/gallery here", "sheet"),
        Probe("find one's own", "/gallery", "sheet"),
    ),
    "picture kept out of galleries": (
        Probe("find here", "/gallery here", "sheet"),
        Probe("find one's own", "/gallery", "sheet"),
    ),
    "picture made one to one": (
        Probe("find here", "/gallery here", "sheet"),
        Probe("find one's own", "/gallery", "sheet"),
    ),
    "job that waits": (Probe("hold", "/hold {n}", "asked"), Probe("release", "/release {n}", "asked")),
    "private job that waits": (Probe("hold", "/hold {n}", "asked"), Probe("release", "/release {n}", "asked")),
}
EXHIBITED = ("picture shown in galleries", "picture made one to one")
WORKSHOP = "session that votes"
"""The object that is in a group of its own, because a conversation has one session at a time."""
HOUSE = [chat_id(platform, "", place) for platform in PLATFORMS for place in ("there",)]


def place_of(thing: str, where: str) -> str:
    """The place that "there" means for an object."""
    return "workshop" if thing == WORKSHOP and where == "there" else where


def secret_of(platform: str, thing: str) -> str:
    """The word that only this object contains."""
    return f"secret{platform}{''.join(filter(str.isalpha, thing))}"


def facts(tx: Tx, number: int) -> dict[str, Any]:
    """The state that probes change; for sessions, the one with this number."""
    sessions = [
        json.loads(row["document"]) for row in raw_rows(tx, "SELECT document FROM session WHERE id = :n", n=number)
    ]
    there = ", ".join(f"'{each}'" for each in HOUSE)
    return {
        "card": [each["card"] for each in sessions],
        "part": [(each["rounds"], each["left"]) for each in sessions],
        "lead": [(each["phase"], each["rules"], each["kicked"]) for each in sessions],
        "album": value(tx, "SELECT count(*) FROM session_sheet"),
        "jobs": raw_rows(tx, "SELECT id, state FROM job ORDER BY id"),
        "batches": raw_rows(tx, "SELECT id, state FROM batch ORDER BY id"),
        "modifiers": raw_rows(tx, "SELECT scope, owner_id, word, text FROM modifier ORDER BY scope, owner_id, word"),
        "settings": raw_rows(tx, f"SELECT id, settings FROM conversation WHERE chat_id IN ({there}) ORDER BY id"),
        "panels": raw_rows(
            tx, "SELECT id, payload FROM post WHERE subject LIKE 'settings:%' OR subject LIKE 'gallery:%' ORDER BY id"
        )[: 2 * len(PLATFORMS)],
        "lists": raw_rows(tx, "SELECT id, turn FROM blend ORDER BY id"),
        "forgotten": value(tx, "SELECT count(*) FROM erasure"),
        "asked": value(tx, """SELECT count(*) FROM post WHERE payload LIKE '%"kept"%'"""),
    }


def prepare(tx: Tx, made: World, platform: str, thing: str, probe: Probe, raw: RawUpdate) -> None:
    """The state before the action is tried."""
    number = made.objects[platform, thing]
    if probe.action == "release":
        assert intervention.hold(tx, number) is InterventionResult.DONE
    if thing in EXHIBITED:
        tx._run(
            "UPDATE person SET settings = :settings WHERE platform = :platform AND user_id = :user",
            {"settings": '{"gallery": "yes"}', "platform": platform, "user": user_id(platform, "owner")},
        )
    if probe.under:
        pressed = made.app.adapters[platform].decode(raw)
        assert isinstance(pressed, Press)
        post = tx.one(PostRow, "posts.by_subject", subject=probe.under.format(n=number))
        assert post
        place = tx.get(
            ConversationRow,
            "people.find_conversation",
            platform=platform,
            chat_id=chat_id(platform, "", "there"),
            thread_id="",
        )
        tx.run(
            "posts.add_message_ref",
            conversation_id=place.id,
            message_key=pressed.message_id,
            post_id=post.id,
            image="",
        )


def confirmed(platform: str, who: str, where: str) -> Any:
    """On platforms where a link can send words in a person's name: the text that the confirmation button sends."""

    def next_(result: ActionResult) -> RawUpdate | None:
        for _, view in result.views:
            for button in (button for row in view.buttons for button in row):
                if button.typed.startswith("/mod remove"):
                    return update(platform, who, where, button.typed)
        return None

    return next_


def make_objects(tx: Tx, made: World, kit: Kit, platform: str) -> None:
    """Create all objects on one platform."""

    def say(who: str, where: str, text: str) -> int:
        return made.handle(tx, platform, update(platform, who, where, text))

    def note(thing: str, query: str) -> int:
        made.objects[platform, thing] = int(value(tx, query))
        return made.objects[platform, thing]

    _sessions(tx, made, kit, platform)
    for thing, where in (("batch in the group", "there"), ("batch one to one", "alone")):
        say("owner", where, f"/imagine {secret_of(platform, thing)} {{a, b, c, d, e}}")
        note(thing, "SELECT max(id) FROM batch")
    say("owner", "there", f"/mod add kite {secret_of(platform, 'modifier of the group')}")
    say("owner", "there", "/mod share kite")
    tx._run("DELETE FROM modifier WHERE scope = 'person' AND word = 'kite'", {})
    say("owner", "there", f"/mod add mine {secret_of(platform, 'modifier of one person')}")
    for thing in ("modifier of the group", "modifier of one person", "settings of the group"):
        made.objects[platform, thing] = 0
    made.objects[platform, "panel of settings"] = say("owner", "there", "/settings")
    made.objects[platform, "page of a gallery"] = say("owner", "there", "/gallery")
    _questions(tx, made, platform)
    _list(tx, made, platform)
    for name, thing in (("owner", ""), ("banned", " somebody banned")):
        say(name, "there", "/help")
        query = f"SELECT id FROM person WHERE platform = '{platform}' AND user_id = '{user_id(platform, name)}'"
        note(f"question whether to forget{thing}", query)
    for thing, job in (
        ("picture shown in galleries", "in the group"),
        ("picture kept out of galleries", "in the group"),
        ("picture made one to one", "one to one"),
    ):
        made.objects[platform, thing] = made.jobs[platform, job][0]


def make_waiting(tx: Tx, made: World, kit: Kit, platform: str) -> None:
    """Create the waiting jobs; last, because a claim for an object would take one of them."""
    thing = "comparison in the group"
    made.handle(tx, platform, update(platform, "owner", "there", f"/compare {secret_of(platform, thing)}"))
    made.objects[platform, thing] = int(value(tx, "SELECT max(id) FROM batch"))
    for thing, where in (("job that waits", "there"), ("private job that waits", "alone")):
        said = f"/imagine {secret_of(platform, thing)} --n 1"
        made.handle(tx, platform, update(platform, "owner", where, said))
        made.objects[platform, thing] = int(value(tx, "SELECT max(id) FROM job"))
    _ask(tx, made, platform)


def _ask(tx: Tx, made: World, platform: str) -> None:
    """Put the buttons of the questions below the answers to their messages; after all orders, which withdraw questions."""
    for thing in ("question about an image", "question about words"):
        number = made.objects[platform, thing]
        answer = tx.get(PostRow, "posts.by_subject", subject=f"note:{number}")
        buttons = [[["button", {}, probe.text.format(n=number), ""] for probe in PROBES[thing]]]
        tx.run("posts.set_payload", id=answer.id, payload=json.dumps(json.loads(answer.payload) | {"buttons": buttons}))


def _sessions(tx: Tx, made: World, kit: Kit, platform: str) -> None:
    sessions = made.intake.services.sessions
    assert isinstance(sessions, SessionUpdates)
    service = sessions.service
    for thing, where in (
        ("session in the group", "there"),
        ("session one to one", "alone"),
        ("session that votes", "workshop"),
    ):
        theme = f"/session start {secret_of(platform, thing)} --early no --rounds 2 --per-round 2"
        made.handle(tx, platform, update(platform, "owner", where, theme))
        made.objects[platform, thing] = session = int(value(tx, "SELECT max(id) FROM session"))
        made.handle(tx, platform, update(platform, "owner", where, "/idea a red boat"))
        if where != "alone":
            made.handle(tx, platform, update(platform, "forgotten", where, "/idea a blue boat"))
    made.handle(tx, platform, update(platform, "owner", "workshop", "/session paint"))
    for _ in range(2):
        tx._run("UPDATE pool SET next_submit_at = 0", {})
        claimed = kit.claim(tx)
        assert isinstance(claimed, Claimed), claimed
        kit.accept_upstream(tx, claimed)
        kit.finish(tx, claimed.job.id)
    service.sync_jobs(tx, session)
    service.apply(tx, session, ev.SheetReady(1, "sheets/1.jpg", 100, 100))
    votes = service.get(tx, session)
    assert votes
    assert votes.phase == "voting", votes


def _list(tx: Tx, made: World, platform: str) -> None:
    """A list of two pictures, as it is shown: in its first state."""
    thing = "list of pictures"
    named = ",".join(str(made.jobs[platform, place][0]) for place in ("in the group", "one to one"))
    made.handle(tx, platform, update(platform, "owner", "there", f"/blend --from {named} {secret_of(platform, thing)}"))
    made.objects[platform, thing] = int(value(tx, "SELECT max(id) FROM blend"))


def _questions(tx: Tx, made: World, platform: str) -> None:
    key = f"images/{platform}.png"
    tx.run("pictures.add_image", key=key, sha256=key, mime="image/png", width=512, height=512, bytes=1, now=tx.now)
    for thing, found in (
        ("question about an image", json.dumps(asdict(ImageResult("attached", key, 512, 512)))),
        ("question about words", ""),
    ):
        said = update(platform, "owner", "there", f"/restyle {secret_of(platform, thing)}")
        assert isinstance(made.app.adapters[platform].decode(said), Message)
        made.objects[platform, thing] = number = made.handle(tx, platform, said)
        tx._run("UPDATE inbox SET image_result = :found WHERE id = :id", {"id": number, "found": found})
