"""Acts through each of their surfaces: the same effect, the same entry in the audit, the same way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.access import Principal, Rank
from bot.access.roles import OPERATOR
from bot.adapter_api.console import ActNotDone, NoConsole, Order
from bot.commands.operating.console import PlatformConsole
from bot.grammar.option_values import Problem
from bot.intake.admission import Admission
from bot.jobs import gifts, pauses
from bot.operating import (
    ACTS,
    Act,
    Installation,
    Performer,
    Surface,
    act_from_json,
    act_from_words,
    perform,
    propose,
    undo_of,
)
from bot.retention.deletion import hide_pictures
from bot.runtime.texts import LANGUAGES, Texts
from bot.store import Store, Tx
from bot.store.rows import AuditEntryRow, DeletionRow, JobRow, PersonRow, WordRuleRow
from config.settings import LOCALES_FOLDER, Access
from tests.conformance.store.kit import Kit

TEXTS = Texts(LOCALES_FOLDER)
WORDS = {
    "pause": "pause all",
    "resume": "resume all",
    "hold": "hold 1",
    "release": "release 1",
    "adopt": "adopt 1 task-0001",
    "fail": "fail 1",
    "refund": "refund 1",
    "cover": "cover 1",
    "uncover": "uncover 1",
    "ban": "ban test:ann",
    "unban": "unban test:ann",
    "rank": "rank test:ann moderator",
    "limit": "limit test:ann pictures_per_day 20",
    "limit-chat": "limit-chat test:ann pictures_per_day 20",
    "mode": "mode test:ann moderated",
    "keep": "keep test:ann 30",
    "gift": "gift test:ann 20",
    "take-gift": "take-gift test:ann 20",
    "word-add": "word add refuse Gore*",
    "word-add-in": "word add-in #1 hold 血腥",
    "word-remove": "word remove 1",
    "report-dismiss": "report dismiss 1",
    "announce": "announce Down from 8:00 to 9:00",
    "tell": "tell test:ann Down from 8:00 to 9:00",
    "stop": "stop 1",
    "report-remove": "report remove 1",
    "report-restore": "report restore 1",
}
"""An order of each act."""
MODERATORS_MAY = {
    "cover",
    "uncover",
    "ban",
    "unban",
    "word-add",
    "word-add-in",
    "word-remove",
    "report-dismiss",
    "report-remove",
    "report-restore",
}


def installation(kit: Kit) -> Installation:
    return Installation(kit.manager, Admission(kit.manager.settings.access))


async def ready(store: Store, tmp_path: Path) -> Kit:
    """Ann has a job, which is held as in doubt."""
    kit = await Kit.make(store, tmp_path)
    await store.write(kit.accepted, "ann")
    return kit


def before(tx: Tx, verb: str) -> None:
    """What must be so for an act to be possible."""
    changes = {
        "resume": "INSERT INTO pause (scope, person_id, since) VALUES ('all', 0, 0)",
        "take-gift": "INSERT INTO running_total (scope, day, pictures) VALUES ('gift:left:1', 'always', 7)",
        "stop": "INSERT INTO announcement (words, conversation_id, person_id, since, state, created_at) "
        "VALUES ('Down', 0, 0, 0, 'open', 0)",
        "unban": "UPDATE person SET banned = 1 WHERE user_id = 'ann'",
        "word-remove": "INSERT INTO word_rule (conversation_id, kind, action, text, person_id, created_at) "
        "VALUES (0, 'word', 'note', 'gore', 0, 0)",
        "report-dismiss": "INSERT INTO moderation_case (at, kind, person_id, conversation_id, job_id, is_open) "
        "VALUES (0, 'noted', 1, 1, 1, 1)",
        "refund": "UPDATE job SET state = 'done', ended_at = 1 WHERE id = 1",
    }
    if verb in ("cover", "uncover"):
        tx._run(changes["refund"], {})
        tx._run(f"UPDATE job SET cover = {int(verb == 'uncover')} WHERE id = 1", {})
        tx._run(
            "INSERT INTO picture (job_id, idx, key, sha256, mime, width, height, bytes, seed, created_at) "
            "VALUES (1, 0, 'jobs/1/0.png', '', 'image/png', 1, 1, 1, 1, 0)",
            {},
        )
    if verb in ("report-remove", "report-restore"):
        tx._run(changes["report-dismiss"], {})
        tx._run(changes["refund"], {})
    if verb == "report-restore":
        assert hide_pictures(tx, 1, by_moderator=True)
        tx._run("UPDATE moderation_case SET is_open = 0", {})
    if verb in ("release", "adopt", "fail"):
        tx._run("UPDATE job SET state = 'held' WHERE id = 1", {})
    elif verb in changes:
        tx._run(changes[verb], {})


def facts(tx: Tx) -> dict[str, Any]:
    person = tx.get(PersonRow, "people.find_person", platform="test", user_id="ann")
    job = tx.get(JobRow, "jobs.get", id=1)
    return {
        "paused": sorted(pauses.paused(tx)),
        "announced": tx.values("announcements.standing"),
        "banned": person.banned,
        "rank": person.rank,
        "state": job.state,
        "task": job.task_id,
        "cover": job.cover,
        "limits": tx._run("SELECT kind, ref_id, name, value FROM limit_override", {}).fetchall(),
        "gifts": gifts.left(tx, job.payer_id),
        "rules": [
            (row.conversation_id, row.kind, row.action, row.text)
            for row in tx.all(WordRuleRow, "moderation.rules_after", after_id=0, limit=9)
        ],
        "hidden": tx.one(DeletionRow, "deletions.get", job_id=1) is not None,
        "cases": tx.value("moderation.count_open_cases"),
        "rules of the chat": tx._run("SELECT mode, keep_days FROM conversation", {}).fetchall(),
    }


def test_acts__every_act_has_words_and_texts() -> None:
    assert set(WORDS) == set(ACTS)
    for verb in ACTS:
        for text_id in (f"act-{verb}", f"act-{verb}-effect", f"act-{verb}-how"):
            assert TEXTS.has(text_id), text_id


@pytest.mark.parametrize("verb", sorted(ACTS))
async def test_acts__act_is_performed_recorded_and_taken_back(store: Store, tmp_path: Path, verb: str) -> None:
    kit = await ready(store, tmp_path)
    made, actor = installation(kit), Performer(OPERATOR, Surface.SHELL)

    def live(tx: Tx) -> None:
        before(tx, verb)
        then = facts(tx)
        act = act_from_words(tx, made, WORDS[verb].split())
        assert isinstance(act, Act)
        assert act_from_json(act.to_json()) == act
        proposal = propose(tx, made, act, actor)
        assert not isinstance(proposal, Problem)
        assert facts(tx) == then, "a proposal changed something"
        for language in LANGUAGES:
            for line in (proposal.title, proposal.effect):
                text = TEXTS.say_nested(language, line.text_id, line.arguments)
                assert text != line.text_id
                assert "{" not in text
        done = perform(tx, made, act, actor)
        assert not isinstance(done, Problem)
        now = facts(tx)
        assert now != then or verb == "refund"
        entry = tx.get(AuditEntryRow, "access.entry", id=done.entry)
        assert (entry.actor, entry.action, entry.surface, act_from_json(entry.act)) == ("operator", verb, "shell", act)
        again = perform(tx, made, act, actor)
        assert isinstance(again, Problem), "it was done twice"
        back = undo_of(tx, done.entry)
        assert isinstance(back, Act) == done.can_be_undone
        if isinstance(back, Act):
            undone = perform(tx, made, back, actor, undoes=done.entry)
            assert not isinstance(undone, Problem)
            left = {"state"} if verb in ("ban", "unban") else set()  # What a ban ended stays ended.
            assert {name: value for name, value in facts(tx).items() if name not in left} == {
                name: value for name, value in then.items() if name not in left
            }
            assert undo_of(tx, done.entry) == Problem("act-undone-already", {"id": done.entry, "by": undone.entry})

    await store.write(live)


@pytest.mark.parametrize("verb", sorted(ACTS))
async def test_acts__console_does_the_same_and_takes_it_back(store: Store, tmp_path: Path, verb: str) -> None:
    kit = await ready(store, tmp_path)
    settings = Access(owners=frozenset({"web:boss"}))
    console = PlatformConsole("web", store, TEXTS, Installation(kit.manager, Admission(settings)), ("web",))
    await store.write(before, verb)
    then = await store.read(facts)
    proposed = await console.propose("boss", "en", Order(words=WORDS[verb]))
    assert await store.read(facts) == then, "a proposal changed something"
    order = Order(act=proposed["act"])
    with pytest.raises(NoConsole):
        await console.perform("eve", "en", order)
    done = await console.perform("boss", "en", order)
    assert proposed["title"] in done["done"]
    entry = await store.read(lambda tx: tx.get(AuditEntryRow, "access.entry", id=done["entry"]))
    assert (entry.actor, entry.action, entry.surface) == ("web:boss", verb, "console")
    assert json.loads(entry.act) == proposed["act"]
    with pytest.raises(ActNotDone):
        await console.perform("boss", "en", order)
    (shown,) = (await console.audit("boss", "en", ""))["rows"]
    assert (shown["title"], shown["undo"]) == (proposed["title"], done["undo"])
    if done["undo"]:
        back = await console.perform("boss", "en", Order(undo=done["entry"]))
        entries = (await console.audit("boss", "en", ""))["rows"]
        assert [(each["id"], each["undone_by"]) for each in entries] == [
            (back["entry"], 0),
            (done["entry"], back["entry"]),
        ]
        left = {"state"} if verb in ("ban", "unban") else set()  # What a ban ended stays ended.
        now = await store.read(facts)
        assert {name for name in now if now[name] != then[name]} <= left


@pytest.mark.parametrize("verb", sorted(ACTS))
async def test_acts__who_may_do_it(store: Store, tmp_path: Path, verb: str) -> None:
    kit = await ready(store, tmp_path)
    least = Rank.MODERATOR if verb in MODERATORS_MAY else Rank.ADMIN

    def live(tx: Tx) -> None:
        before(tx, verb)
        made = installation(kit)
        act = act_from_words(tx, made, WORDS[verb].split())
        assert isinstance(act, Act)
        for rank in Rank:
            found = propose(tx, made, act, Performer(Principal(person=999, conversation=1, rank=rank), Surface.CHAT))
            assert isinstance(found, Problem) == (rank < least), rank
            if isinstance(found, Problem):
                assert found.text_id == "act-not-allowed"

    await store.write(live)


async def test_acts__nobody_acts_on_those_who_stand_as_high(store: Store, tmp_path: Path) -> None:
    kit = await ready(store, tmp_path)

    def live(tx: Tx) -> None:
        made = installation(kit)
        person = tx.get(PersonRow, "people.find_person", platform="test", user_id="ann").id
        for theirs in Rank:
            tx.run("people.set_rank", id=person, rank=theirs.word)
            for own in (Rank.MODERATOR, Rank.ADMIN, Rank.OWNER):
                actor = Performer(Principal(person=999, rank=own), Surface.CHAT)
                ban = act_from_words(tx, made, ["ban", "test:ann"])
                assert isinstance(ban, Act)
                assert isinstance(propose(tx, made, ban, actor), Problem) == (theirs >= own)
                if own is Rank.MODERATOR:
                    continue
                for wanted in Rank:
                    rank = act_from_words(tx, made, ["rank", "test:ann", wanted.word])
                    assert isinstance(rank, Act)
                    may = theirs < own and wanted < own and wanted != theirs
                    assert isinstance(propose(tx, made, rank, actor), Problem) != may, (theirs, own, wanted)

    await store.write(live)


@pytest.mark.parametrize(
    ("words", "text_id"),
    [
        ("", "act-unknown"),
        ("explode all", "act-unknown"),
        ("pause", "act-pause-how"),
        ("pause everything 5", "act-pause-how"),
        ("pause nothing", "act-no-such-scope"),
        ("hold 99", "act-no-such-job"),
        ("hold 9999999999999999999999", "act-no-such-job"),
        ("hold -1", "act-no-such-job"),
        ("adopt 1 x", "act-no-task-id"),
        ("ban ann", "act-no-such-person"),
        ("ban test:", "act-no-such-person"),
        ("ban #99", "act-no-such-job"),
        ("rank test:ann king", "act-no-such-rank"),
        ("limit test:ann", "act-limit-how"),
        ("limit test:ann daily_yuan 5", "act-no-such-limit"),
        ("limit test:ann conversation_pictures_per_day 5", "act-no-such-limit"),
        ("limit test:ann pictures_per_day many", "act-no-number"),
        ("limit test:ann pictures_per_day -1", "act-no-number"),
        ("limit-chat test:nowhere pictures_per_day 5", "admin-no-such-place"),
        ("limit-chat #99 pictures_per_day 5", "act-no-such-job"),
        ("limit-chat test:ann cooldown_s 5", "act-no-such-limit"),
        ("mode test:ann", "act-mode-how"),
        ("mode test:ann sometimes", "act-no-such-mode"),
        ("mode test:nowhere off", "admin-no-such-place"),
        ("keep test:ann", "act-keep-how"),
        ("keep test:ann long", "act-no-days"),
        ("keep test:ann -1", "act-no-days"),
        ("pause model:main", "act-no-such-scope"),
        ("gift test:ann 0", "act-no-gift"),
        ("gift test:ann 10001", "act-no-gift"),
        ("gift test:ann 1.5", "act-no-gift"),
        ("word", "act-unknown"),
        ("word add", "act-word-add-how"),
        ("word add refuse", "act-word-add-how"),
        ("word add love gore", "act-no-such-rule-action"),
        ("word add refuse *", "act-rule-empty"),
        ("word add refuse a", "act-rule-short"),
        ("word add refuse " + "gore " * 20, "act-rule-long"),
        ("word add refuse g*o*r*e*s*x", "act-rule-long"),
        ("word add-in telegram:9 refuse gore", "admin-no-such-place"),
        ("word add-in #99 refuse gore", "act-no-such-job"),
        ("word remove gore", "act-no-row-number"),
        ("announce", "act-announce-how"),
        ("tell test:ann", "act-tell-how"),
        ("tell test:nowhere hello", "admin-no-such-place"),
        ("tell test: hello", "admin-no-such-place"),
        ("stop 9", "act-no-such-announcement"),
        ("announce " + "x" * 1501, "act-announce-long"),
    ],
)
async def test_acts__words_that_are_no_order(store: Store, tmp_path: Path, words: str, text_id: str) -> None:
    kit = await ready(store, tmp_path)
    found = await store.read(lambda tx: act_from_words(tx, installation(kit), words.split()))
    assert isinstance(found, Problem)
    assert found.text_id == text_id
    for language in LANGUAGES:
        assert TEXTS.say_nested(language, found.text_id, found.arguments) != text_id


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", '{"verb": "explode"}', '{"verb": "pause"}', '{"verb": "hold", "job": "x"}', "null"]
)
def test_acts__rubbish_is_no_act(text: str) -> None:
    assert act_from_json(text) is None
