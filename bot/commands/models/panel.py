"""The list of `/models`: what each model can do and costs, which one is the default, and buttons to choose another."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, get_args

from bot.adapter_api import Button, PlatformCapabilities, PostView
from bot.adapter_api.posts import MAX_ACTION_BYTES
from bot.commands.models.models_commands import NO_MODEL
from bot.grammar.callback_data import ModelCallback, SettingsScope
from bot.grammar.vocabulary import RESOLUTIONS
from bot.intake.preferences import Preferences
from bot.jobs import money
from bot.outbox.renderers import Rendered
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import ConversationRow, PersonRow, PostRow
from bot.upstream import Model, ModelRoles, Role

BUTTONS_A_ROW = 2
OTHER_BUTTONS = 2
"""The buttons below those of the models: no default, and the list for the other scope."""
SLOW_PER_S = 1.0
"""Requests a second: of a model that takes fewer, the limit is told."""
LONG_TASK_S = 45.0
"""A picture that usually takes longer is told how long."""
LONGEST_NAME_BYTES = MAX_ACTION_BYTES - len("model:here:999999:")


@dataclass(frozen=True, slots=True)
class ModelsPanel:
    """Renders the subjects `models:`."""

    roles: ModelRoles
    texts: Texts

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """Two lines for each model at most."""
        data = json.loads(post.payload)
        if not data:
            return Rendered(None, final=True)  # Its person asked to be forgotten.
        here = Preferences.of(tx.get(ConversationRow, "people.conversation_by_id", id=data["conversation"]).settings)
        mine = Preferences.of(tx.get(PersonRow, "people.person_by_id", id=data["person"]).settings)
        default, source = self._default(mine, here, data["scope"])
        language = data["language"]
        text_id = f"models-head-{data['scope']}" if source == "chosen" else f"models-head-{source}"
        lines = [self.texts.say(language, text_id, model=default)]
        stored = (mine if data["scope"] == "me" else here).model
        if stored and stored not in self.roles.catalogue.offered:
            lines.append(self.texts.say(language, "models-gone", model=stored))
        lines += [self._line(language, model, default) for model in self._ordered()]
        if self.roles.settings.accounts:
            if limit_li := self.roles.max_picture_li:
                lines.append(self.texts.say(language, "models-limit", limit=money.yuan_text(limit_li)))
        else:
            lines.append(self.texts.say(language, "models-by-studio"))
        lines.append(self.texts.say(language, f"models-foot-{data['scope']}"))
        view = PostView(
            "\n".join(lines),
            buttons=self._buttons(data, default, capabilities),
            reply_to=data["reply_to"],
            language=language,
            private=True,
        )
        return Rendered(view, final=True)

    def _default(self, mine: Preferences, here: Preferences, scope: str) -> tuple[str, str]:
        """The model that paints by default, and whether it was chosen in this scope, in the conversation, or by the operator."""
        offered = self.roles.catalogue.offered
        if scope == "me" and mine.model in offered:
            return mine.model, "chosen"
        if here.model in offered:
            return here.model, "chosen" if scope == "here" else "of-here"
        return self.roles.model_of("paint"), "of-role"

    def _ordered(self) -> list[Model]:
        """Those with a role first, then those that the vendor develops, then the old ones."""
        with_role = [self.roles.model_of(role) for role in get_args(Role)]

        def place(model: Model) -> tuple[int, bool]:
            return (with_role.index(model.name) if model.name in with_role else len(with_role)), model.legacy

        return sorted(self.roles.catalogue.offered.values(), key=place)

    # --- lines

    def _line(self, language: str, model: Model, default: str) -> str:
        comma = self.texts.say(language, "list-comma")
        can = comma.join(self.texts.say(language, text_id, **arguments) for text_id, arguments in can_do(model))
        line = self.texts.say(
            language,
            "models-line",
            mark="●" if model.name == default else "○",
            model=model.name,
            price=self._price(language, model),
            can=can,
        )
        notes = comma.join(self.texts.say(language, text_id, **arguments) for text_id, arguments in notes_on(model))
        return f"{line}\n    {notes}" if notes else line

    def _price(self, language: str, model: Model) -> str:
        price = self.texts.say(language, "models-price", price=money.yuan_text(model.price_li))
        if model.large:
            large = money.yuan_text(model.large.price_li)
            price += self.texts.say(language, "models-price-large", price=large)
        if model.input_price_li:
            price += self.texts.say(language, "models-price-input", price=money.yuan_text(model.input_price_li))
        return price

    # --- buttons

    def _buttons(
        self, data: dict[str, Any], default: str, capabilities: PlatformCapabilities
    ) -> tuple[tuple[Button, ...], ...]:
        language, scope = data["language"], data["scope"]
        here = "here " if scope == "here" else ""

        def button(label: str, to: SettingsScope, name: str, typed: str) -> Button:
            # With a counter, so that pressing the same button of a list again is not taken for a double click.
            return Button(label, ModelCallback(to, data["turn"], name).pack(), f"/models {typed}".rstrip())

        models = [model for model in self._ordered() if model.name != default and model.paints_words]
        names = [model.name for model in models if len(model.name.encode()) <= LONGEST_NAME_BYTES]
        names = names[: max(0, capabilities.buttons - OTHER_BUTTONS)]
        buttons = [button(name, scope, name, f"{here}{name}") for name in names]
        rows = [tuple(buttons[i : i + BUTTONS_A_ROW]) for i in range(0, len(buttons), BUTTONS_A_ROW)]
        others = [button(self.texts.say(language, "models-button-reset"), scope, NO_MODEL, f"{here}reset")]
        if scope == "here":
            others.append(button(self.texts.say(language, "models-button-me"), "me", "", ""))
        elif data["may_here"]:
            others.append(button(self.texts.say(language, "models-button-here"), "here", "", "here"))
        return (*rows, tuple(others))


def can_do(model: Model) -> list[tuple[str, dict[str, Any]]]:
    """The texts that tell what a model can do."""
    reference = model.reference
    modes = reference.modes if reference else ()
    found: list[tuple[str, dict[str, Any]]] = []
    if model.paints_words:
        found.append(("model-can-words", {}))
    if model.named_styles:
        found.append(("model-can-styles", {"count": len(model.named_styles)}))
    found += [(f"model-can-{mode}", {}) for mode in ("edit", "repaint", "refonly") if mode in modes]
    if reference and reference.max_images > 1:
        found.append(("model-can-blend", {"count": reference.max_images}))
    if model.set_max:
        found.append(("model-can-set", {"count": model.set_max}))
    if model.transparent:
        found.append(("model-can-transparent", {}))
    largest = model.sizes.largest_area if model.takes_size else 0
    names = [name for name, area in RESOLUTIONS.items() if area <= largest and name != "1k"]
    if names:
        found.append(("model-can-size", {"size": names[-1].upper()}))
    return found


def notes_on(model: Model) -> list[tuple[str, dict[str, Any]]]:
    """The texts that tell what to know before choosing a model."""
    found: list[tuple[str, dict[str, Any]]] = []
    if model.submissions_per_s < SLOW_PER_S:
        found.append(("model-slow", {"count": round(model.submissions_per_s * 60)}))
    if model.typical_task_s >= LONG_TASK_S:
        found.append(("model-long", {"seconds": round(model.typical_task_s)}))
    if model.protocol == "answer":
        found.append(("model-answers", {}))
    if model.legacy:
        found.append(("model-legacy", {}))
    return found
