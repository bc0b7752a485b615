"""What the chats of a soak showed, read from the emulators."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.jobs.states import State
from bot.runtime.texts import Texts
from bot.store.rows import JobRow
from tests.emulators.dingtalk import ChatMessage
from tests.soak.environment import Environment

_WORD = re.compile(r"\bword\d{5}\b")
_FINAL = {State.HELD: "job-held", State.CANCELLED: "job-cancelled"}


@dataclass(frozen=True, slots=True)
class MessageState:
    """One state of a message: when it was shown (unix seconds), its text, whether it had a picture."""

    at: float
    message: str
    text: str
    has_picture: bool


@dataclass
class ChatObservations:
    """Reads every chat once; then answers queries about requests by their words."""

    outside: Environment
    texts: Texts
    by_person: dict[str, list[MessageState]] = field(default_factory=lambda: defaultdict(list))
    _answered: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for name, (_, chat) in self.outside.telegram_people.items():
            for change in chat.history:
                if change.who is not self.outside.bot or change.kind not in ("new", "edit"):
                    continue
                told = MessageState(change.time, str(change.message_id), change.shown, change.has_picture)
                self.by_person[name].append(told)
        for name, (_, room) in self.outside.dingtalk_people.items():
            for message in room.history:
                if message.from_bot:
                    self.by_person[name] += self._on_dingtalk(message)
        for seen in self.by_person.values():
            seen.sort(key=lambda each: each.at)

    def _on_dingtalk(self, message: ChatMessage) -> Iterator[MessageState]:
        card = message.card
        if card is None:
            yield MessageState(message.at_time, message.message_id, message.text, bool(message.pictures))
            return
        for at, params in zip(card.shown_at, card.versions, strict=True):
            content = card.template.content(params, self.outside.dd.media)
            yield MessageState(at, message.message_id, content.text, bool(content.pictures))

    def of(self, person: str, word: str) -> list[MessageState]:
        """What this user saw of a request."""
        return [seen for seen in self.by_person[person] if word in seen.text]

    def told_at(self, person: str, word: str, job: JobRow) -> float:
        """When this user first saw how a request ended: its picture, or the text for it; 0 for never."""
        for seen in self.by_person[person]:
            if (word in seen.text and seen.has_picture) or any(w in seen.text for w in self._words(job, word, seen)):
                return seen.at
        return 0.0

    def refused_at(self, person: str, since: float) -> float:
        """When this user, who asked at `since`, was told that their chat accepts no pictures; 0 for never. Each such message
        answers one request."""
        words = self.texts.say("en", "limit-no-pictures")
        told = (seen for seen in self.by_person[person] if words in seen.text and seen.at >= since - 1)
        found = next((seen for seen in told if seen.message not in self._answered), None)
        if found is None:
            return 0.0
        self._answered.add(found.message)
        return found.at

    def _words(self, job: JobRow, word: str, seen: MessageState) -> Iterator[str]:
        state = State(job.state)
        if state is State.DONE:
            # The chat accepts text but no pictures: the text says how to get it.
            yield self.texts.say(job.language, "unshown-get", id=job.id)
        elif word in seen.text:
            text_id = _FINAL.get(state) or job.error or "job-failed-unknown"
            yield self.texts.say(job.language, text_id, id=job.id, code=job.error_code, limit="", model=job.model)

    def pictures(self) -> Counter[str]:
        """By word, in how many messages its picture was shown."""
        shown: defaultdict[str, set[str]] = defaultdict(set)
        for seen in (one for all_of_them in self.by_person.values() for one in all_of_them):
            if seen.has_picture and (found := _WORD.search(seen.text)):
                shown[found.group()].add(seen.message)
        return Counter({word: len(messages) for word, messages in shown.items()})
