"""When an erasure has ended, the id of the person on their platform is in no table, those of the adapters included."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bot.access import Action, Kind, Principal
from bot.access.roles import OPERATOR
from bot.app import App
from bot.jobs import audit, gifts
from bot.store import Tx
from bot.store.rows import AuditEntryRow, PayerRow, PersonRow
from studio.server import Studio
from tests.dingtalk.conftest import environment
from tests.retention.deleting import delete_all_due
from tests.telegram.conftest import emulated, running_bot
from tests.waiting import all_posted

ADAPTERS = Path(__file__).parents[2] / "adapters"

CHECKED_BY_ID = {"dingtalk_place"}
"""Tables that the tests below fill before they look for the person's id."""
CHECKED_BY_FILE_OR_POST = {"dingtalk_media", "dingtalk_sent", "telegram_file", "telegram_sent_file"}
"""Tables about stored files, with an id by which the platform still gives them out, or about posts. The tests below fill
them with those of one person, and look that they are empty afterwards."""
CHECKED_BY_WORDS = {"web_entry", "web_person", "web_upload"}
"""Tables of which `tests/web/test_erasure.py` looks for the person's words and name. (Their id is the random id of a
cookie: it names nobody.)"""
CHECKED_ON_DISCORD = {"discord_channel", "discord_form"}
"""Tables of which `tests/discord/test_erasure.py` looks for the person's id."""
NOTHING_OF_A_PERSON = {
    "dingtalk_note": "the organisation, the installation",
    "dingtalk_pace": "rate limits of interfaces",
    "dingtalk_usage": "counters of the organisation",
    "discord_identify": "when the bot's own sessions began",
    "discord_response": "ids of commands, channels and messages, by which nobody is named; for a limited time",
    "discord_session": "the bot's own sessions",
    "discord_value": "the installation, the application, ids of threads",
    "telegram_lease": "the bot's own id",
    "web_address": "a keyed hash by a cookie's random id; erased, or kept for a ban",
    "web_presence": "the random id of a cookie, for as long as the page is open",
    "web_room": "a counter; the name of one's own room is the random id of a cookie",
    "web_seal": "a counter by the random id of a cookie; outlives the erasure, or old cookies would be valid again",
}


def test_erased_identity__each_table_of_an_adapter_is_checked_or_holds_nothing_of_a_person() -> None:
    """A new table belongs into one of the lists above: either a test shows that /forget erases it, or it needs not."""
    scripts = [path.read_text() for path in ADAPTERS.glob("*/sql/migrations/*.sql")]
    tables = {name for script in scripts for name in re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)", script)}
    checked = CHECKED_BY_ID | CHECKED_BY_FILE_OR_POST | CHECKED_BY_WORDS | CHECKED_ON_DISCORD
    assert tables == checked | set(NOTHING_OF_A_PERSON)


def rows_naming(tx: Tx, what: str) -> dict[str, list[str]]:
    """The rows of all tables in which `what` occurs."""
    tables = [row[0] for row in tx._run("SELECT name FROM sqlite_master WHERE type = 'table'", {}).fetchall()]
    rows = {name: [list(row) for row in tx._run(f"SELECT * FROM {name}", {}).fetchall()] for name in tables}
    texts = {name: [json.dumps(row, ensure_ascii=False, default=str) for row in found] for name, found in rows.items()}
    return {name: named for name, found in texts.items() if (named := [text for text in found if what in text])}


def filled(tx: Tx) -> set[str]:
    """Which of the tables about files and posts have rows."""
    tables = {row[0] for row in tx._run("SELECT name FROM sqlite_master WHERE type = 'table'", {}).fetchall()}
    return {
        name for name in CHECKED_BY_FILE_OR_POST & tables if tx._run(f"SELECT count(*) FROM {name}", {}).fetchone()[0]
    }


async def delivered(app: App) -> None:
    """Wait until no message is on its way, so that all ids which the platform answers with are stored."""
    await all_posted(app.store)


async def cleaned(app: App) -> None:
    """Let the erasure continue until its end; the last answer has been delivered."""
    await delivered(app)
    await delete_all_due(app)


REFUSED = "words that were refused"


def ruled(tx: Tx, platform: str, user_id: str) -> None:
    """What those of rank keep about a person: a gift, a rank, noted words, a report by them, looks by them and at them."""
    person = tx.get(PersonRow, "people.find_person", platform=platform, user_id=user_id)
    tx.run("people.set_rank", id=person.id, rank="moderator")
    gifts.give(tx, tx.get(PayerRow, "people.payer", kind="person", ref_id=person.id).id, 7)
    about = {"person": person.id, "words": REFUSED, "place": person.dm_conversation_id}
    tx._run(
        "INSERT INTO moderation_case (at, kind, person_id, conversation_id, job_id, reporter_id, words, is_open) VALUES "
        "(1, 'refused', :person, :place, 0, 0, :words, 0), (2, 'reported', :person, :place, 1, :person, '', 1)",
        about,
    )
    audit.record(tx, Principal(person=person.id), Action.LOOK, Kind.JOB, 1)
    audit.record(tx, OPERATOR, Action.LOOK, audit.PERSON, person.id)


async def has_nothing_left(app: App, user_id: str) -> None:
    """The id and the refused words are in no table; what stays is under a pseudonym."""
    for what in (user_id, REFUSED):
        assert await app.store.read(rows_naming, what) == {}
    entries = await app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=9))
    looks = [entry.actor.partition(":")[2].partition(":")[0] for entry in entries if entry.action == "look"]
    assert looks == ["", "erased"]
    left = await app.store.read(
        lambda tx: [tuple(row) for row in tx._run("SELECT kind, words FROM moderation_case ORDER BY id", {}).fetchall()]
    )
    assert left == [("refused", ""), ("reported", "")]


async def test_erased_identity__dingtalk(tmp_path: Path, studio: Studio) -> None:
    async with environment(studio, tmp_path) as env:
        zhou = env.dd.add_person("小周", "staff-zhou-0149")
        chat = env.dd.one_to_one(env.robot, zhou)
        zhou.say(chat, "/画 一只猫")
        await env.picture(chat)
        zhou.say(chat, "/设置")
        zhou.say(chat, "/导出")
        await chat.wait_for(lambda each: bool(each.content.file_name), 90.0)
        await env.settled()
        await env.app.store.write(ruled, "dingtalk", zhou.staff_id)
        before = await env.app.store.read(rows_naming, zhou.staff_id)
        assert {"dingtalk_place", "person", "conversation", "inbox"} <= before.keys()
        assert await env.app.store.read(filled) == {"dingtalk_media", "dingtalk_sent"}
        zhou.say(chat, "/忘记")
        asked = await env.says(chat, "要删除你的")
        zhou.press(asked, "全部删除")
        await env.says(chat, "都删除了")
        await cleaned(env.app)
        await has_nothing_left(env.app, zhou.staff_id)
        assert await env.app.store.read(filled) == set()


async def test_erased_identity__telegram(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as env:
        who = str(env.ann.id)
        env.ann.say(env.chat, "/imagine a fox --n 2")
        await env.picture()
        env.ann.say(env.chat, "/originals 1")
        env.ann.say(env.chat, "/settings")
        await env.words("Your settings")
        env.ann.say(env.chat, "/export")
        await env.words("This is what I keep")
        await env.app.store.write(ruled, "telegram", who)
        await delivered(env.app)
        before = await env.app.store.read(rows_naming, who)
        assert {"person", "conversation", "inbox"} <= before.keys()
        assert await env.app.store.read(filled) == {"telegram_file", "telegram_sent_file"}
        env.ann.say(env.chat, "/forget yes")
        await env.words("are deleted")
        await cleaned(env.app)
        await has_nothing_left(env.app, who)
        assert await env.app.store.read(filled) == set()
