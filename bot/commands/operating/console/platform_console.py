"""See `bot.adapter_api.console.Console`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.access import Principal
from bot.adapter_api.console import ActNotDone, NothingThere, Order
from bot.commands.operating.console import details, lists, moderation, who
from bot.grammar.act_words import VERBS
from bot.grammar.option_values import Problem
from bot.intake.reply import ReplyLine, problem_lines
from bot.jobs.spending import By
from bot.operating import (
    ACTS,
    Act,
    Installation,
    Performer,
    Surface,
    act_from_json,
    act_from_words,
    perform,
    propose,
    undo_of,
)
from bot.operating.overview import money_view, overview
from bot.operating.readers import person_line
from bot.operating.settings_in_force import settings_in_force
from bot.runtime.texts import LANGUAGES, Texts
from bot.store import Store, Tx

Json = dict[str, Any]
_NO_SUCH_ACT = Problem("act-question-gone")


@dataclass(frozen=True, slots=True)
class PlatformConsole:
    """The console for the people of one platform. `platforms`: the names of all that are turned on; `adapters`: those that run in
    this process, by name."""

    platform: str
    store: Store
    texts: Texts
    installation: Installation
    platforms: Sequence[str]
    adapters: Mapping[str, object] = field(default_factory=dict)

    async def rights(self, user_id: str) -> Json:
        return await self.store.read(lambda tx: dict(who.rights(self._principal(tx, user_id))))

    async def overview(self, user_id: str, language: str) -> Json:
        def read(tx: Tx, viewer: Principal) -> Json:
            manager = self.installation.manager
            found = asdict(overview(tx, manager, self.platforms, self.adapters))
            for pause in found["pauses"]:
                by = pause.pop("person_id")
                pause["by"] = self.texts.say_nested(language, *person_line(tx, by)) if by else ""
            found["now"] = tx.now
            if who.may_see_money(viewer):
                found["money"] = asdict(money_view(tx, manager))
            return found

        return await self._read(user_id, "overview", read)

    async def held(self, user_id: str, language: str, after: str) -> Json:
        before = lists.cursor(after)
        return await self._read(user_id, "held", lambda tx, viewer: lists.held(tx, self.texts, language, before))

    async def people(self, user_id: str, language: str, after: str, search: str) -> Json:
        before, made = lists.cursor(after), self.installation
        return await self._read(
            user_id,
            "people",
            lambda tx, viewer: lists.people(tx, made.manager, made.admission, viewer, before, search),
        )

    async def person(self, user_id: str, language: str, person_id: int) -> Json:
        made = self.installation

        def read(tx: Tx, viewer: Principal) -> Json:
            return _there(details.person(tx, made.manager, made.admission, self.texts, language, viewer, person_id))

        return await self._read(user_id, "people", read)

    async def conversations(self, user_id: str, language: str, after: str, search: str) -> Json:
        before, manager = lists.cursor(after), self.installation.manager
        return await self._read(
            user_id, "conversations", lambda tx, viewer: lists.conversations(tx, manager, viewer, before, search)
        )

    async def conversation(self, user_id: str, language: str, conversation_id: int) -> Json:
        manager = self.installation.manager

        def read(tx: Tx, viewer: Principal) -> Json:
            return _there(details.conversation(tx, manager, self.texts, language, viewer, conversation_id))

        return await self._read(user_id, "conversations", read)

    async def spending(self, user_id: str, language: str, by: str, days: str) -> Json:
        manager = self.installation.manager
        return await self._read(
            user_id, "spending", lambda tx, viewer: lists.spent(tx, manager, self.texts, language, By(by), days)
        )

    async def audit(self, user_id: str, language: str, after: str, filters: Mapping[str, str] | None = None) -> Json:
        before, manager = lists.cursor(after), self.installation.manager
        return await self._read(
            user_id,
            "audit",
            lambda tx, viewer: lists.audit(tx, manager, self.texts, language, before, dict(filters or {})),
        )

    async def settings(self, user_id: str) -> Json:
        def read(tx: Tx, viewer: Principal) -> Json:
            return {"rows": [asdict(each) for each in settings_in_force(tx, self.installation.manager.settings)]}

        return await self._read(user_id, "settings", read)

    async def look(self, user_id: str, language: str, what: str, after: str, person_id: int) -> Json:
        place = lists.cursor(after) if after else 0

        def work(tx: Tx) -> Json:
            viewer = self._actor(tx, user_id, "moderation")
            return moderation.look(tx, self.installation, self.texts, language, viewer, what, place, person_id)

        return await self.store.write(work)

    async def picture_of_case(self, user_id: str, case_id: int, index: int) -> str:
        def work(tx: Tx) -> str:
            key = moderation.picture_key(tx, self._actor(tx, user_id, "moderation"), case_id, index)
            if key is None:
                raise NothingThere
            return key

        return await self.store.write(work)

    async def propose(self, user_id: str, language: str, order: Order) -> Json:
        def work(tx: Tx) -> Json | Problem:
            viewer = self._visitor(tx, user_id, "overview")
            act = self._act(tx, order)
            if isinstance(act, Problem):
                return act
            found = propose(tx, self.installation, act, Performer(viewer, Surface.CONSOLE))
            if isinstance(found, Problem):
                return found
            return {
                "act": json.loads(found.act.to_json()),
                "title": self._say(language, found.title),
                "effect": self._say(language, found.effect),
            }

        # A refused act is written to the audit.
        return self._result(await self.store.write(work), language)

    async def perform(self, user_id: str, language: str, order: Order) -> Json:
        def work(tx: Tx) -> Json | Problem:
            viewer = self._actor(tx, user_id, "overview")
            act = self._act(tx, order)
            if isinstance(act, Problem):
                return act
            done = perform(tx, self.installation, act, Performer(viewer, Surface.CONSOLE), undoes=order.undo)
            if isinstance(done, Problem):
                return done
            line = ReplyLine("act-done", {"act": done.title.nested, "entry": done.entry})
            return {"done": self._say(language, line), "entry": done.entry, "undo": done.can_be_undone}

        return self._result(await self.store.write(work), language)

    def hints(self, language: str) -> list[str]:
        """How every act is ordered in words."""
        return [self.texts.say(language, f"act-{verb}-how") for verb in ACTS]

    def verbs(self, language: str) -> list[tuple[str, str]]:
        """Every act with its word in a language."""
        chosen = LANGUAGES.index(language) == 0
        return [(verb, next((word for word in VERBS[verb] if word.isascii() != chosen), verb)) for verb in ACTS]

    def _act(self, tx: Tx, order: Order) -> Act | Problem:
        if order.undo:
            undo = undo_of(tx, order.undo)
            return _for_reason(undo, order.reason) if isinstance(undo, Act) and order.reason else undo
        if order.act is not None:
            return act_from_json(json.dumps(order.act)) or _NO_SUCH_ACT
        return act_from_words(tx, self.installation, order.words.split())

    async def _read(self, user_id: str, section: str, read: Callable[[Tx, Principal], Json]) -> Json:
        return await self.store.read(lambda tx: read(tx, self._visitor(tx, user_id, section)))

    def _principal(self, tx: Tx, user_id: str) -> Principal:
        return who.principal_of(tx, self.installation.admission, self.platform, user_id)

    def _visitor(self, tx: Tx, user_id: str, section: str) -> Principal:
        return who.visitor(tx, self.installation.admission, self.platform, user_id, section)

    def _actor(self, tx: Tx, user_id: str, section: str) -> Principal:
        return who.actor(tx, self.installation.admission, self.platform, user_id, section)

    def _result(self, found: Json | Problem, language: str) -> Json:
        if isinstance(found, Problem):
            raise ActNotDone("\n".join(self._say(language, line) for line in problem_lines(found)))
        return found

    def _say(self, language: str, line: ReplyLine) -> str:
        return self.texts.say_nested(language, line.text_id, line.arguments)


def _for_reason(act: Act, reason: str) -> Act | Problem:
    """The act for a reason that came from a browser."""
    return act_from_json(json.dumps({**json.loads(act.to_json()), "reason": reason})) or _NO_SUCH_ACT


def _there(found: Json | None) -> Json:
    if found is None:
        raise NothingThere
    return found
