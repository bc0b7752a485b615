"""What a person can do to a session from another chat than its own. In a one-to-one chat everybody counts as its
administrator, which once let whoever was removed from a group's session give ideas to it."""

from __future__ import annotations

from pathlib import Path

from studio.server import Studio
from tests.sessions.platforms import telegram_group

OVER_HOURS = "--ideas 2h --per-round 1 --early no"


async def test_foreign_session__who_was_removed_does_not_come_back_by_the_private_way(
    tmp_path: Path, studio: Studio
) -> None:
    async with telegram_group(tmp_path, studio) as at:
        ann, bob, _ = at.people
        at.say(ann, f"/session start a sea {OVER_HOURS}")
        card = await at.card("send it to me privately")
        way = next(b.url for b in card.buttons if b.url).partition("start=")[2]
        at.say(bob, "/idea a boat")
        await at.ideas(1)
        own = at.tg.private_chat(at.bot, bob)
        bob.start(at.bot, way)  # While they still take part.
        await at.words("Your idea for “a sea”, please", own)
        at.say(ann, "/session kick Bob")
        await at.until(lambda s: bool(s.kicked))
        bob.say(own, "a fox under lanterns")
        await at.words("You were removed from this session", own)
        session = await at.until(lambda s: True)
        assert not [idea for idea in session.current_round.ideas if "lanterns" in idea.text]
