"""`/models`: chooses the model that paints by default, for a person or for a conversation, in words and by buttons."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.access import Action, Kind, Resource, allows
from bot.commands.request_builder import problem_of
from bot.commands.router import Router
from bot.grammar.argument_words import CLEAR, HERE, RESET
from bot.grammar.callback_data import ModelCallback, SettingsScope
from bot.grammar.option_values import Problem
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.permissions import may_here
from bot.intake.preferences import Preferences
from bot.intake.reply import Reply, one_line, problem_lines, respond
from bot.jobs import money
from bot.outbox import desired
from bot.store import Tx
from bot.store.rows import PostRow, ShownMessageRow
from bot.upstream import ModelRoles

NO_MODEL = "-"
"""What a button holds instead of a model's name to clear the default."""


@dataclass(frozen=True, slots=True)
class ModelsCommands:
    """The command /models and the buttons of its list."""

    roles: ModelRoles

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"models": self.models})
        router.add_callback(ModelCallback, self.press)

    def models(self, tx: Tx, context: CommandContext) -> None:
        """List the models, or choose the default: `/models`, `/models wan2.7-image`, `/models here wan2.7-image`,
        `/models reset`."""
        words = context.parsed.text.split()
        scope: SettingsScope = "me"
        if words and fold(words[0]) in HERE:
            scope, words = "here", words[1:]
        name = " ".join(words) or context.parsed.options.get("model", "")
        if name and fold(name) in CLEAR | RESET:
            name = NO_MODEL
        if problem := self._choose(tx, context, scope, name):
            respond(tx, context, Reply(problem_lines(problem)))
        else:
            self._open(tx, context, scope, chosen=name if name != NO_MODEL else "")

    def press(self, tx: Tx, context: PressContext, data: ModelCallback) -> None:
        """Choose the default by a button of the list (`model:me:0:wan2.7-image`; `-`: none), or show the list for the other
        scope (`model:here:3`)."""
        post = self._pressed(tx, context)
        payload = json.loads(post.payload) if post else {}
        owner = Resource(Kind.PANEL, owner=payload.get("person", context.speaker.person.id))
        if data.scope == "me" and not allows(context.speaker.principal, Action.TURN, owner):
            respond(tx, context, one_line("models-not-yours"))
        elif problem := self._choose(tx, context, data.scope, data.name):
            respond(tx, context, Reply(problem_lines(problem)))
        elif post and payload:
            chosen = data.name if data.name != NO_MODEL else ""
            payload |= {"scope": data.scope, "turn": payload["turn"] + 1, "chosen": chosen}
            tx.run("posts.set_payload", id=post.id, payload=json.dumps(payload))
            desired.mark_dirty(tx, post.subject, desired.ANSWER)
        else:
            self._open(tx, context, data.scope, chosen=data.name if data.name != NO_MODEL else "")

    def _pressed(self, tx: Tx, context: PressContext) -> PostRow | None:
        """The list whose button was pressed; None if it is not known (any more)."""
        shown = tx.one(
            ShownMessageRow,
            "posts.find_by_message",
            conversation_id=context.speaker.conversation.id,
            message_key=context.press.message_id,
        )
        post = tx.one(PostRow, "posts.by_subject", subject=shown.subject) if shown and shown.subject else None
        return post if post and post.kind == "models" else None

    def _choose(self, tx: Tx, context: UpdateContext, scope: SettingsScope, name: str) -> Problem | None:
        """Make a model the default (empty: leave it as it is, only check that the person may look); or say what is wrong."""
        speaker = context.speaker
        may_change_here = may_here(speaker, Kind.SETTINGS, Action.CHANGE)
        if scope == "here" and not may_change_here:
            return Problem("settings-admins-only", {})
        if not name:
            return None
        model = self.roles.catalogue.offered.get(name)
        limit_li = self.roles.max_picture_li
        if name != NO_MODEL and model is None:
            return problem_of(self.roles.catalogue.refuse_name(name))
        if model and not model.paints_words:
            return Problem("models-only-images", {"model": name})
        if model and limit_li and model.plain_price_li > limit_li:
            price, limit = money.yuan_text(model.plain_price_li), money.yuan_text(limit_li)
            return Problem("refusal-price-limit", {"model": name, "price": price, "limit": limit})
        settings = speaker.person.settings if scope == "me" else speaker.conversation.settings
        # The price stands beside the name that was chosen: a picture may cost as much without a question.
        chosen, price_li = (model.name, model.plain_price_li) if model else ("", 0)
        changed = replace(Preferences.of(settings), model=chosen, model_li=price_li).to_json()
        if scope == "me":
            tx.run("people.set_person_settings", id=speaker.person.id, settings=changed)
        else:
            tx.run("people.set_conversation_settings", id=speaker.conversation.id, settings=changed)
        return None

    def _open(self, tx: Tx, context: UpdateContext, scope: SettingsScope, *, chosen: str) -> None:
        """Post the list."""
        speaker = context.speaker
        desired.ensure(
            tx,
            speaker.conversation,
            f"models:{context.inbox_id}",
            {
                "scope": scope,
                "turn": 0,
                "chosen": chosen,
                "person": speaker.person.id,
                "conversation": speaker.conversation.id,
                "may_here": may_here(speaker, Kind.SETTINGS, Action.CHANGE),
                "language": speaker.language,
                "reply_to": context.reply_to,
            },
            person_id=speaker.person.id,
        )
