"""What the update worker is given, and what all handling of updates shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bot.adapter_api import Adapter, Message, Press
from bot.intake.admission import Admission
from bot.intake.handlers import PlainTextHooks, SessionHooks, UpdateRouter
from bot.intake.last_images import LastImages
from bot.intake.speaker import Speaker, resolve_speaker
from bot.intake.unblocking import unblocked
from bot.media.storage.picture_store import PictureStore
from bot.runtime.supervision import Alert
from bot.store import Store, Tx, topics
from bot.store.rows import ConversationRow, InboxRow
from config.settings import Settings

TOLD_AGAIN_S = 3600.0
"""How often it is noted again that pictures are not allowed."""


@dataclass(frozen=True, slots=True)
class IntakeServices:
    """What the update worker uses."""

    store: Store
    adapters: Mapping[str, Adapter]
    pictures: PictureStore
    router: UpdateRouter
    settings: Settings
    alert: Alert
    sessions: SessionHooks
    plain_text: PlainTextHooks

    @contextmanager
    def speaker(self, tx: Tx, item: InboxRow, decoded: Message | Press) -> Iterator[Speaker]:
        """The sender of an update, for the body that handles it. Every update that is acted on or answered comes
        through here: it shows that the bot can write in the conversation, and /forget must find it."""
        speaker = resolve_speaker(
            tx,
            decoded.sender,
            decoded.conversation,
            direct=decoded.direct,
            default_language=self.settings.language,
            admission=self.admission,
        )
        tx.run("erasure.record_sender", id=item.id, person_id=speaker.person.id)
        with unblocked(tx, self.sessions, speaker.conversation, str(item.id)) as conversation:
            yield replace(speaker, conversation=with_pictures(tx, conversation, decoded.pictures_allowed))

    @property
    def admission(self) -> Admission:
        """Who may use the bot, and of which rank they are."""
        return Admission(self.settings.access)

    async def is_admitted(self, decoded: Message | Press) -> bool:
        """Whether its sender may use the bot. For those whom the settings admit, the store is not asked."""
        listed = self.admission.is_listed(decoded.sender, decoded.conversation)
        return listed or await self.store.read(self.admits, decoded)

    def admits(self, tx: Tx, decoded: Message | Press) -> bool:
        """The same in a transaction."""
        return self.admission.is_admitted(tx, decoded.sender, decoded.conversation)


def with_pictures(tx: Tx, conversation: ConversationRow, allowed: bool | None) -> ConversationRow:
    """The conversation, with what an update tells of whether pictures may be posted there: where they may not, none is painted
    or paid for."""
    known = conversation.no_pictures_at
    if allowed is None or (not known if allowed else tx.now - known < TOLD_AGAIN_S):
        return conversation
    at = 0.0 if allowed else tx.now
    tx.run("people.set_no_pictures", id=conversation.id, at=at)
    return conversation._replace(no_pictures_at=at)


def mark_handled(tx: Tx, item: InboxRow) -> bool:
    """Mark an update as handled; False if it was already. No fence is needed: what it causes is committed with the mark."""
    handled = tx.run_later("inbox.handled", id=item.id, now=tx.now)
    tx.hint(topics.INBOX, tx.value_later("inbox.any_open_of_lane", platform=item.platform, lane=item.lane))
    return bool(handled())


def set_last_images(tx: Tx, speaker: Speaker, images: tuple[str, ...], album: str = "", *, alone: bool = False) -> None:
    """Record the newest images of the speaker's conversation: see `LastImages.then`."""
    last = LastImages.parse(speaker.conversation.last_image).then(images, album, alone=alone)
    tx.run("people.set_last_image", id=speaker.conversation.id, image=last.stored(), now=tx.now)


def expects_answer(decoded: Message | Press) -> bool:
    """Whether the sender expects an answer: the update is for the bot."""
    return isinstance(decoded, Press) or decoded.direct or decoded.addressed
