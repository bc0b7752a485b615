"""Attachments that are no images, through the whole bot."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.conftest import photo
from tests.discord.running import Place
from tests.discord.world import shown_text

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_attachment_that_is_no_image__is_said_and_nothing_else_is_taken_for_it(env: Place) -> None:
    env.bob.slash(env.channel, "imagine", prompt="a fox")  # The newest picture here, which is not meant below.
    await env.picture()

    def told(times: int) -> bool:
        return sum("I can't read this file" in shown_text(one.content) for one in env.channel.by(env.bot)) == times

    paper = ("paper.pdf", b"%PDF-1.7 ...")
    commands: list[tuple[str, dict[str, Any]]] = [
        ("describe", {"image": paper}),
        ("restyle", {"image": paper, "style": "sketch"}),
        ("blend", {"prompt": "both", "image": photo(), "image2": paper}),
    ]
    for number, (command, options) in enumerate(commands, 1):
        env.bob.slash(env.channel, command, **options)
        await env.until(partial(told, number), f"/{command} is answered")
    env.bob.say(env.dm_of(env.bob), "/edit make it blue", files=[("a.png", photo()), paper])
    await env.words("I can't read this file", env.dm_of(env.bob))
    assert len(await env.jobs()) == 1
