"""A ban is a ban (finding "a ban is evaded"): whatever a person banned has begun or hides behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from adapters.telegram.decode import ANONYMOUS_ADMIN_ID
from bot.access import Principal
from bot.adapter_api import RawUpdate
from bot.commands.gallery.queries import Query, search, visible_picture
from bot.jobs import money
from bot.sessions.service import SessionService
from bot.store import Tx
from bot.store.rows import BatchRow, ConversationRow, JobRow, PersonRow, PictureRow
from tests.access.world import ActionResult, World, chat_id, update, user_id, world
from tests.bans import ban as ban_person
from tests.telegram import payloads as telegram

TG = "telegram"
BANNED_WORDS = "may not use this bot"


class Environment:
    """One world for the tests of this file; each leaves it as it was."""

    def __init__(self, runner: asyncio.Runner, made: World) -> None:
        self.runner, self.world = runner, made

    def say(self, raw: RawUpdate, before: Callable[[Tx], None] | None = None) -> ActionResult:
        return self.runner.run(self.world.say(TG, raw, before))


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    with asyncio.Runner() as runner:
        entered = world(tmp_path_factory.mktemp("bans"))
        yield Environment(runner, runner.run(entered.__aenter__()))
        runner.run(entered.__aexit__(None, None, None))


def ban(tx: Tx, name: str = "owner") -> None:
    assert ban_person(tx, TG, user_id(TG, name), banned=True)


def person_id(tx: Tx, name: str) -> int:
    return int(tx.get(PersonRow, "people.find_person", platform=TG, user_id=user_id(TG, name)).id)


def place_id(tx: Tx, where: str = "there") -> int:
    place = tx.get(
        ConversationRow, "people.find_conversation", platform=TG, chat_id=chat_id(TG, "", where), thread_id=""
    )
    return int(place.id)


HELP = update(TG, "member", "there", "/help")


def test_ban__what_waits_is_not_painted_and_costs_nothing(env: Environment) -> None:
    _, waiting = env.world.jobs[TG, "in the group"]

    def look(tx: Tx) -> None:
        payer = tx.get(JobRow, "jobs.get", id=waiting).payer_id
        before = money.spent_between(tx, f"payer:{payer}", "0000", "9999").pictures
        ban(tx)
        assert tx.get(JobRow, "jobs.get", id=waiting).state == "failed"
        assert not tx.all(JobRow, "jobs.open_of_person", person_id=person_id(tx, "owner"))
        after = money.spent_between(tx, f"payer:{payer}", "0000", "9999").pictures
        assert before - after == 2
        assert money.compare_totals(tx) == []

    env.say(HELP, look)


def test_ban__batches_that_still_run_stop(env: Environment) -> None:
    def look(tx: Tx) -> None:
        env.world.handle(tx, TG, update(TG, "owner", "there", "/compare a fox"))
        batch = tx.get(BatchRow, "batches.get", id=1)
        assert batch.state in ("going", "painting", "asked")
        ban(tx)
        assert tx.get(BatchRow, "batches.get", id=batch.id).state == "dropped"
        assert not tx.all(JobRow, "jobs.open_of_person", person_id=person_id(tx, "owner"))

    env.say(HELP, look)


def test_ban__session_goes_on_without_its_banned_host_and_authors(env: Environment) -> None:
    def look(tx: Tx) -> None:
        service = SessionService(env.world.app.manager)
        for name, words in (("owner", "/session start autumn"), ("owner", "/idea badword"), ("member", "/idea an owl")):
            env.world.handle(tx, TG, update(TG, name, "there", words))
        session = service.open_session(tx, place_id(tx))
        assert session is not None
        assert session.host == person_id(tx, "owner")
        ban(tx)
        service.tick(tx, session.id)
        after = service.get(tx, session.id)
        assert after is not None
        assert after.host == person_id(tx, "member")
        assert [idea.text for idea in after.current_round.ideas] == ["an owl"]
        for words in ("/session paint", "/idea once more", "/vote 1", "/session start another"):
            env.world.handle(tx, TG, update(TG, "owner", "there", words))
        assert service.get(tx, session.id) == after

    env.say(HELP, look)


def test_ban__galleries_show_nobody_what_somebody_banned_painted(env: Environment) -> None:
    painted, _ = env.world.jobs[TG, "in the group"]

    def look(tx: Tx) -> None:
        here, member = place_id(tx), person_id(tx, "member")
        tx.run("people.set_conversation_settings", id=here, settings='{"gallery": "yes"}')
        query = Query(member, own=False, conversation_id=here)
        picture = tx.all(PictureRow, "pictures.of_job", job_id=painted)[0].id
        assert painted in [shown.job_id for shown in search(tx, query).pictures]
        assert visible_picture(tx, Principal(member, here), picture)
        ban(tx)
        assert painted not in [shown.job_id for shown in search(tx, query).pictures]
        assert not visible_picture(tx, Principal(member, here), picture)
        assert not visible_picture(tx, Principal(person_id(tx, "owner"), here, banned=True), picture)

    env.say(HELP, look)


@pytest.mark.parametrize(
    "words", ["/imagine a fox", "a fox", "/jobs", "/gallery", "/settings", "/mod", "/scene", "/cost"]
)
def test_ban__whatever_is_said_is_refused_and_help_and_forgetting_are_not(env: Environment, words: str) -> None:
    result = env.say(update(TG, "owner", "alone", words), ban)
    assert BANNED_WORDS in result.text
    assert not result.changed
    assert BANNED_WORDS not in env.say(update(TG, "owner", "alone", "/help"), ban).text
    assert BANNED_WORDS not in env.say(update(TG, "owner", "alone", "/forget"), ban).text


def as_channel(chat: int, voice: int, rulers: tuple[int, ...] = (), text: str = "/imagine a fox") -> RawUpdate:
    """A message in the name of a chat: of the group itself (an anonymous administrator), or of a channel."""
    bot = {"id": ANONYMOUS_ADMIN_ID if chat == voice else 136817688, "is_bot": True, "first_name": "Group"}
    place = {"id": chat, "type": "supergroup", "title": "Painters"}
    name = {"id": voice, "type": "channel", "title": "A channel"}
    said = telegram.message(place, text=text, **{"from": bot, "sender_chat": name, "date": 0})
    return telegram.saved(said, admin_ids=rulers)


GROUP = int(chat_id(TG, "", "there"))
CHANNEL = -1009999


def test_ban__banned_channel_stays_banned(env: Environment) -> None:
    def ban_channel(tx: Tx) -> None:
        env.world.handle(tx, TG, as_channel(GROUP - 5, CHANNEL, text="/help"))
        assert ban_person(tx, TG, str(CHANNEL), banned=True)

    refused = env.say(as_channel(GROUP - 5, CHANNEL), ban_channel)
    assert BANNED_WORDS in refused.text
    assert "jobs" not in refused.changed


def test_ban__channel_is_refused_where_somebody_banned_is_known(env: Environment) -> None:
    assert "jobs" in env.say(as_channel(GROUP, CHANNEL)).changed
    refused = env.say(as_channel(GROUP, CHANNEL), ban)
    assert BANNED_WORDS in refused.text
    assert "jobs" not in refused.changed
    assert "jobs" in env.say(as_channel(GROUP - 5, CHANNEL), ban).changed, "nobody banned was ever seen there"


def test_ban__anonymous_administrator_who_may_be_banned_is_refused(env: Environment) -> None:
    rulers = (int(user_id(TG, "owner")), int(user_id(TG, "ruler")))
    assert "jobs" in env.say(as_channel(GROUP, GROUP, rulers)).changed
    assert BANNED_WORDS in env.say(as_channel(GROUP, GROUP, rulers), ban).text
    assert "jobs" in env.say(as_channel(GROUP, GROUP, rulers[1:]), ban).changed, (
        "a member who is banned cannot write so"
    )


def test_ban__who_brought_the_bot_into_a_channel_and_is_banned_cannot_post_there(env: Environment) -> None:
    channel = {"id": CHANNEL, "type": "channel", "title": "A channel"}
    bot = {"id": 123456, "is_bot": True, "first_name": "Shenbi"}
    change = {
        "chat": channel,
        "from": {"id": int(user_id(TG, "member")), "is_bot": False, "first_name": "member"},
        "date": 1,
        "old_chat_member": {"user": bot, "status": "left"},
        "new_chat_member": {"user": bot, "status": "administrator"},
    }
    post = telegram.message(channel, text="/imagine a fox", **{"from": None, "sender_chat": channel, "date": 0})
    said = telegram.saved({"update_id": 1, "channel_post": post["message"]})

    def brought(tx: Tx) -> None:
        env.world.handle(tx, TG, telegram.saved({"update_id": 2, "my_chat_member": change}))

    def brought_and_banned(tx: Tx) -> None:
        brought(tx)
        ban(tx, "member")

    assert "jobs" in env.say(said, brought).changed
    assert BANNED_WORDS in env.say(said, brought_and_banned).text
