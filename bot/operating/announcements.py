"""Announcements: one post in each conversation that used the bot lately, made a few at a time.

The posts wait behind everything else (`desired.PROGRESS`), within each platform's rate. A post's subject names the announcement
and the conversation, so there is one for each, also after a crash. What was stopped renders as nothing: what was not sent
stays unsent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.adapter_api import PlatformCapabilities, PostView
from bot.intake.preferences import Preferences
from bot.outbox import desired
from bot.outbox.renderers import Rendered
from bot.runtime.texts import Texts, language_of
from bot.store import Store, Tx, topics
from bot.store.loops import NEVER, Loop
from bot.store.rows import AnnouncementRow, ConversationRow, PostRow, RecipientRow

KIND = "announcement"
LATELY_S = 30 * 86400.0
AT_ONCE = 20
"""Posts that are made in one transaction. What comes later in the same second waits behind no more than these."""
PAUSE_S = 1.0
_ALL = 1_000_000


def recipients(tx: Tx, since: float, *, after: int = 0, limit: int = _ALL) -> list[RecipientRow]:
    """The conversations that used the bot since, by id; those that want no announcements are among them (`wants`)."""
    return tx.all(RecipientRow, "announcements.recipients", since=since, after=after, limit=limit)


def wants(recipient: RecipientRow) -> bool:
    """Whether a conversation takes announcements: a person's own choice goes before that for the conversation."""
    chosen = Preferences.of(recipient.person_settings).over(Preferences.of(recipient.settings))
    return chosen.announcements != "no"


def start(tx: Tx, words: str, conversation_id: int, person_id: int) -> AnnouncementRow:
    """Have `words` posted: in one conversation, or in all that used the bot lately (0)."""
    made = tx.get(
        AnnouncementRow,
        "announcements.add",
        words=words,
        conversation_id=conversation_id,
        person_id=person_id,
        since=tx.now - LATELY_S,
        now=tx.now,
    )
    tx.hint(topics.ANNOUNCEMENTS)
    return made


def is_unsent(tx: Tx, announcement: AnnouncementRow) -> bool:
    """Whether something of it can still be kept from being sent."""
    if announcement.state != "queued":
        return announcement.state == "open"
    first, last = f"{KIND}:{announcement.id}:", f"{KIND}:{announcement.id};"  # (The character behind the colon.)
    return tx.value("announcements.unsent", first=first, last=last) is not None


class AnnouncementLoop(Loop):
    """Makes the posts of announcements."""

    name = "announcements"
    topics = (topics.ANNOUNCEMENTS,)

    def __init__(self, store: Store, default_language: str) -> None:
        super().__init__(store)
        self.default_language = default_language

    async def once(self) -> float:
        return self.clock.now() + PAUSE_S if await self.store.write(self._step) else NEVER

    def _step(self, tx: Tx) -> bool:
        """Make the next posts of the oldest open announcement; False if there is none. The place that was reached is stored
        together with them."""
        announcement = tx.one(AnnouncementRow, "announcements.open")
        if announcement is None:
            return False
        if announcement.conversation_id:
            self._post(tx, announcement, announcement.conversation_id, self.default_language)
            tx.run("announcements.advance", id=announcement.id, position=0, state="queued")
            return True
        found = recipients(tx, announcement.since, after=announcement.position, limit=AT_ONCE)
        for each in filter(wants, found):
            here = Preferences.of(each.settings).language
            language = language_of(each.person_language, here, default=self.default_language)
            self._post(tx, announcement, each.id, language)
        position = found[-1].id if found else announcement.position
        state = "open" if len(found) == AT_ONCE else "queued"
        tx.run("announcements.advance", id=announcement.id, position=position, state=state)
        return True

    def _post(self, tx: Tx, announcement: AnnouncementRow, conversation_id: int, language: str) -> None:
        conversation = tx.get(ConversationRow, "people.conversation_by_id", id=conversation_id)
        payload = {"announcement": announcement.id, "language": language}
        desired.ensure(tx, conversation, f"{KIND}:{announcement.id}:{conversation_id}", payload, desired.PROGRESS)


@dataclass(frozen=True, slots=True)
class AnnouncementRenderer:
    """Renders the subjects `announcement:`."""

    texts: Texts

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The words, and how to have no more of them; nothing once it was stopped."""
        data = json.loads(post.payload)
        found = tx.one(AnnouncementRow, "announcements.get", id=data.get("announcement", 0))
        if found is None or found.state == "stopped":
            return Rendered(None, final=True)
        language = data["language"]
        here = tx.get(ConversationRow, "people.conversation_by_id", id=post.conversation_id)
        scope = "direct" if here.direct else "group"
        text = self.texts.say(language, "announcement", words=found.words, scope=scope)
        return Rendered(PostView(text, language=language), final=True)
