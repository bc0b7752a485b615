"""Somebody who asks to be forgotten leaves no row of this platform's own tables that names them."""

from __future__ import annotations

import pytest

from tests.conftest import photo
from tests.discord.running import Place
from tests.retention.deleting import delete_all_due
from tests.retention.test_erased_identity import rows_naming
from tests.waiting import stored

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_erasure__where_somebody_wrote_directly_is_forgotten(env: Place) -> None:
    app, who = env.running.app, env.bob.id
    dm = env.dm_of(env.bob)
    env.bob.say(dm, "/imagine a fox")
    await env.picture(dm)
    written = env.bob.say(env.channel, "look", files=[("my.png", photo())])
    await env.bob.use_on(written, "Change this").answered()
    expected = {"discord_channel", "discord_form", "person"}
    await stored(app.store, lambda tx: expected <= rows_naming(tx, who).keys())
    env.bob.say(dm, "/forget")
    env.press(env.bob, await env.words("Delete your", dm), "Delete everything")
    await env.words("words and settings are deleted", dm)
    await env.running.settled()
    await delete_all_due(app)
    assert await app.store.read(rows_naming, who) == {}
