"""A session of three rounds with five people, in a thread of its own; the bot is restarted in the middle."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.app import App
from tests.discord.running import Place
from tests.discord.world import shown_text
from tests.emulators.discord import Channel, Message, Person
from tests.sessions.stored import StoredSession

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.long]

START = "/session start autumn in the city --rounds 3 --per-round 4 --ideas 2h --vote 2h --budget 20 --early no"


@dataclass
class Thread(StoredSession):
    """The session of one thread."""

    env: Place
    channel: Channel

    @property
    def app(self) -> App:  # type: ignore[override]
        return self.env.running.app

    def where(self) -> dict[str, str]:
        return {"platform": "discord", "chat_id": self.env.guild.id, "thread_id": self.channel.id}

    def say(self, person: Person, words: str) -> None:
        person.say(self.channel, f"{person.mention(self.env.bot)} {words}")

    async def card(self, part: str, label: str) -> Message:
        """Wait for the newest card with these words and with such a button."""
        found: list[Message] = []

        def probe() -> bool:
            cards = [one for one in self.channel.by(self.env.bot) if part in shown_text(one.content)]
            found[:] = [one for one in cards if any(label in button.label for button in one.buttons)]
            return bool(found)

        await self.env.until(probe, f"a card with {part!r} and {label!r}")
        return found[-1]


async def test_session__three_rounds_with_five_people_in_a_thread(env: Place) -> None:
    people = [env.bob, *(env.discord.add_person(name) for name in ("Cat", "Dan", "Eve", "Fay"))]
    for person in people[1:]:
        env.discord.join(env.guild, person)
    thread = env.discord.thread(env.channel, "Autumn", env.bob)
    at = Thread(env, thread)
    at.say(env.bob, START)
    for round_ in (1, 2, 3):
        await at.phase("gathering", round_)
        for number, person in enumerate(people, 1):
            person.slash(thread, "idea", idea=f"{person.username}'s idea for round {round_}")
            await at.until(lambda s, n=number: len(s.current_round.ideas) == n, f"{number} ideas")  # type: ignore[misc]
        at.say(env.bob, "/session paint")
        await at.phase("voting", round_)
        if round_ == 2:
            await env.running.restart()
        card = await at.card(f"Round {round_} of 3", "1")
        for number, person in enumerate(people):
            at.env.press(person, card, str(1 + number % 2))
            await at.until(lambda s, n=number: len(s.current_round.votes) == n + 1, "a vote")  # type: ignore[misc]
        at.say(env.bob, "/session close")
        await at.until(lambda s, r=round_: s.current_round.number > r or s.phase == "ended", "the next round")  # type: ignore[misc]
    await env.until(lambda: any(one.attachments and not one.pictures for one in thread.by(env.bot)), "the album's file")
    (files,) = [one.attachments for one in thread.by(env.bot) if one.attachments and not one.pictures]
    assert {one.content_type for one in files} == {"text/html", "application/pdf"}
    session = await at.session()
    assert [len(one.candidates) for one in session.rounds] == [5, 5, 5]
    assert env.channel.by(env.bot) == [], "all of it stands in the thread"
