"""What the bot may do in a channel: where it may not post pictures, that is said before one is painted and paid for."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.discord.rights import ATTACH_FILES, SEND_IN_THREADS, SEND_MESSAGES, VIEW_CHANNEL, KnownRights
from tests.discord.running import Place
from tests.discord.world import shown_text
from tests.emulators.discord.bits import Permissions

US, GUILD, CHANNEL, THREAD, ROLE = "900", "100", "200", "201", "300"
ALL = VIEW_CHANNEL | ATTACH_FILES | SEND_MESSAGES | SEND_IN_THREADS
NEVER = "Nothing was painted or charged"


def overwrite(id: str, kind: int, *, allow: int = 0, deny: int = 0) -> dict[str, Any]:
    return {"id": id, "type": kind, "allow": str(allow), "deny": str(deny)}


def rights(everyone: int, role: int, *overwrites: dict[str, Any], **more: Any) -> KnownRights:
    """Those of a server with a channel, a thread in it, and a role of the bot's."""
    known = KnownRights()
    guild = {
        "id": GUILD,
        "owner_id": "1",
        "roles": [{"id": GUILD, "permissions": str(everyone)}, {"id": ROLE, "permissions": str(role)}],
        "members": [{"user": {"id": US}, "roles": [ROLE]}],
        "channels": [{"id": CHANNEL, "type": 0, "permission_overwrites": list(overwrites)}],
        "threads": [{"id": THREAD, "type": 11, "parent_id": CHANNEL}],
    }
    known.note("GUILD_CREATE", guild | more, US)
    return known


@pytest.mark.parametrize(
    ("known", "in_channel", "in_thread"),
    [
        (rights(ALL, 0), True, True),
        (rights(VIEW_CHANNEL, ALL), True, True),
        (rights(ALL & ~ATTACH_FILES, 0), False, False),
        (rights(ALL & ~SEND_MESSAGES, 0), False, True),
        (rights(ALL & ~SEND_IN_THREADS, 0), True, False),
        (rights(ALL, 0, overwrite(GUILD, 0, deny=ATTACH_FILES)), False, False),
        (rights(ALL, 0, overwrite(ROLE, 0, deny=VIEW_CHANNEL)), False, False),
        (rights(ALL, 0, overwrite(GUILD, 0, deny=ATTACH_FILES), overwrite(ROLE, 0, allow=ATTACH_FILES)), True, True),
        (rights(ALL, 0, overwrite(ROLE, 0, allow=ATTACH_FILES), overwrite(US, 1, deny=ATTACH_FILES)), False, False),
        (rights(ALL, 0, overwrite("7", 1, deny=ATTACH_FILES), overwrite("8", 0, deny=ATTACH_FILES)), True, True),
        (rights(0, 1 << 3, overwrite(US, 1, deny=ALL)), True, True),
        (rights(0, 0, owner_id=US), True, True),
        (rights(ALL, 0, unavailable=True), None, None),
    ],
)
def test_rights__are_those_of_roles_and_overwrites(known: KnownRights, in_channel: Any, in_thread: Any) -> None:
    assert known.pictures_allowed(GUILD, CHANNEL, US) is in_channel
    assert known.pictures_allowed(GUILD, THREAD, US) is in_thread
    assert known.pictures_allowed(GUILD, "999", US) is None
    assert known.pictures_allowed("999", CHANNEL, US) is None


def test_rights__follow_what_changes() -> None:
    known = rights(ALL, 0)

    def allowed() -> bool | None:
        return known.pictures_allowed(GUILD, CHANNEL, US)

    channel = {"id": CHANNEL, "type": 0, "guild_id": GUILD, "permission_overwrites": [overwrite(ROLE, 0, deny=ALL)]}
    known.note("CHANNEL_UPDATE", channel, US)
    assert allowed() is False
    known.note("GUILD_MEMBER_UPDATE", {"guild_id": GUILD, "user": {"id": "5"}, "roles": []}, US)
    assert allowed() is False, "somebody else"
    known.note("GUILD_MEMBER_UPDATE", {"guild_id": GUILD, "user": {"id": US}, "roles": []}, US)
    assert allowed() is True
    known.note("GUILD_ROLE_UPDATE", {"guild_id": GUILD, "role": {"id": GUILD, "permissions": "0"}}, US)
    assert allowed() is False
    known.note("CHANNEL_DELETE", {"id": CHANNEL, "guild_id": GUILD}, US)
    assert allowed() is None


def test_rights__strange_events_teach_nothing() -> None:
    known = rights(ALL, 0)
    for name in ("GUILD_ROLE_UPDATE", "CHANNEL_UPDATE", "THREAD_CREATE", "GUILD_MEMBER_UPDATE", "GUILD_CREATE"):
        for data in ({}, {"guild_id": GUILD}, {"guild_id": GUILD, "role": 7, "user": [], "id": {}}, {"id": "x"}):
            known.note(name, data, US)
    assert known.pictures_allowed(GUILD, CHANNEL, US) is True


@pytest.mark.asyncio(loop_scope="module")
async def test_pictures_not_allowed__is_told_before_painting_and_forgotten_when_they_are(env: Place) -> None:
    env.channel.deny(env.bot, Permissions.ATTACH_FILES)
    env.discord.delivery.channel_event("CHANNEL_UPDATE", env.channel)
    env.bob.slash(env.channel, "imagine", prompt="a fox")
    await env.words(NEVER)
    env.bob.say(env.channel, f"{env.bob.mention(env.bot)} /imagine a fox")
    await env.until(lambda: sum(NEVER in shown_text(one.content) for one in env.channel.by(env.bot)) == 2, "the word")
    assert await env.jobs() == []
    env.bob.slash(
        env.discord.channel(env.guild, "other"), "imagine", prompt="a wolf"
    )  # Another channel is another one.
    await env.until(lambda: env.pictures(list(env.guild.channels.values())[-1]), "a picture there")
    env.channel.allow(env.bot, Permissions.ATTACH_FILES)
    env.discord.delivery.channel_event("CHANNEL_UPDATE", env.channel)
    env.bob.say(env.channel, f"{env.bob.mention(env.bot)} /imagine an owl")
    await env.picture()
