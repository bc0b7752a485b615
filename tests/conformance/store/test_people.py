"""People, conversations, payers: met many times, kept once."""

from __future__ import annotations

from typing import Any

from bot.access import Rank
from bot.adapter_api import BotMembership, Conversation, Sender
from bot.intake import chat_events
from bot.intake.admission import Admission
from bot.intake.speaker import Speaker, resolve_speaker
from bot.store import Store, Tx
from bot.store.rows import ConversationRow
from config.settings import Access

NO_SESSIONS: Any = None
"""Nothing is open in these conversations, and none was blocked."""


def speaker(tx: Tx, name: str = "Ann", chat: str = "7", language: str = "zh") -> Speaker:
    return resolve_speaker(
        tx,
        Sender("test", "1", name, language),
        Conversation("test", chat, ""),
        direct=True,
        default_language="en",
        admission=Admission(Access(admins=frozenset({"test:1"}))),
    )


async def test_people__meeting_again_finds_the_same_rows_and_the_newest_name(store: Store) -> None:
    first = await store.write(speaker)
    again = await store.write(speaker, "Ann Lee", "8", "en")
    assert (again.person.id, again.payer.id) == (first.person.id, first.payer.id)
    assert again.conversation.id != first.conversation.id
    assert again.person.name == "Ann Lee"
    assert (first.language, again.language, again.principal.rank) == ("zh", "en", Rank.ADMIN)


async def test_people__numbers_are_plain(store: Store) -> None:
    """The same Python types on both: no Decimal, no bool."""
    found = await store.write(speaker)
    for row in (found.person, found.conversation, found.payer):
        assert {type(value) for value in row} <= {int, float, str, type(None)}
    assert isinstance(found.payer.weight, int | float)


async def test_people__chosen_language_outlives_hints(store: Store) -> None:
    first = await store.write(speaker)
    await store.write(lambda tx: tx.run("people.set_language", id=first.person.id, language="zh"))
    assert (await store.write(speaker, "Ann", "7", "en")).language == "zh"


async def test_people__conversation_moves_unless_its_new_place_is_taken(store: Store) -> None:
    await store.write(speaker, "Ann", "7")
    await store.write(speaker, "Ann", "8")

    def move(tx: Tx, old: str, new: str) -> int:
        return tx.run("people.move_conversation", platform="test", old_chat_id=old, new_chat_id=new)

    assert await store.write(move, "7", "9") == 1
    assert await store.write(move, "9", "8") == 0


async def test_people__emoji_and_quoted_names_survive_without_what_turns_the_direction(store: Store) -> None:
    name = "神笔🖌️‮ ẑ\u0301 'quoted' \"too\" %s :name"
    assert (await store.write(speaker, name)).person.name == name.replace("\u202e", "")


async def test_people__finding_a_speaker_does_not_unblock_the_conversation(store: Store) -> None:
    """Unblocking has consequences (`bot.intake.unblocking`)."""
    first = await store.write(speaker)
    await store.write(lambda tx: tx.run("people.block_conversation", id=first.conversation.id, reason="removed"))
    assert (await store.write(speaker)).conversation.blocked_reason == "removed"


async def test_people__update_that_does_not_tell_a_name_or_a_language_leaves_what_is_known(store: Store) -> None:
    """DingTalk's presses of cards tell neither; Telegram's updates do not always tell the language."""
    await store.write(speaker, "Ann", "7", "zh")
    again = await store.write(speaker, "", "7", "")
    assert (again.person.name, again.person.platform_language) == ("Ann", "zh")
    assert again.language == "zh"


async def test_people__who_added_the_bot_is_stored_like_a_sender(store: Store) -> None:
    known = await store.write(speaker, "Ann", "7", "zh")
    nameless = BotMembership(Conversation("test", "-5"), True, Sender("test", "1"))
    await store.write(lambda tx: chat_events.apply(tx, NO_SESSIONS, nameless, "1"))
    assert (await store.write(speaker, "")).person.name == known.person.name
    renamed = BotMembership(Conversation("test", "-5"), True, Sender("test", "1", "Ann\u202e"))
    await store.write(lambda tx: chat_events.apply(tx, NO_SESSIONS, renamed, "2"))
    assert (await store.write(speaker, "")).person.name == "Ann", "no character that turns the direction"


async def test_people__thread_that_is_deleted_blocks_no_other_of_its_chat(store: Store) -> None:
    """On platforms whose channels are the threads of a server."""

    def places(tx: Tx) -> list[int]:
        return [
            tx.get(ConversationRow, "people.conversation", platform="test", chat_id="7", thread_id=thread, direct=0).id
            for thread in ("1", "2")
        ]

    first, second = await store.write(places)
    deleted = BotMembership(Conversation("test", "7", "1"), active=False)
    await store.write(lambda tx: chat_events.apply(tx, NO_SESSIONS, deleted, "1"))

    def blocked(tx: Tx) -> list[int]:
        found = tx.all(ConversationRow, "people.conversations_of_chat", platform="test", chat_id="7")
        return [each.id for each in found if each.blocked_reason]

    assert await store.read(blocked) == [first]
    removed = BotMembership(Conversation("test", "7"), active=False)
    await store.write(lambda tx: chat_events.apply(tx, NO_SESSIONS, removed, "2"))
    assert await store.read(blocked) == [first, second]


async def test_people__conversation_gets_the_address_of_its_thread_unless_that_is_taken(store: Store) -> None:
    def made(tx: Tx, thread: str) -> int:
        return tx.get(
            ConversationRow, "people.conversation", platform="test", chat_id="7", thread_id=thread, direct=0
        ).id

    first, second = await store.write(made, "new-1"), await store.write(made, "2")
    moved = await store.write(lambda tx: tx.run("people.move_thread", id=first, thread_id="3"))
    taken = await store.write(lambda tx: tx.run("people.move_thread", id=second, thread_id="3"))
    assert (moved, taken) == (1, 0)
    assert await store.write(made, "3") == first
