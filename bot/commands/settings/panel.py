"""The panel of `/settings`: what is set, for whom, and buttons that change it in place."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.adapter_api import Button, PlatformCapabilities, PostView
from bot.commands.request_builder import style_text
from bot.commands.settings.settings_commands import MAX_N, SETTINGS, size_text
from bot.grammar import vocabulary
from bot.grammar.callback_data import SettingCallback, SettingName
from bot.intake.preferences import Preferences
from bot.outbox.renderers import Rendered
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import ConversationRow, PersonRow, PostRow
from bot.upstream import ModelRoles

OFFERED_RATIOS = ("1:1", "16:9", "9:16", "2:3")
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class SettingsPanel:
    """Renders the subjects `settings:`."""

    texts: Texts
    roles: ModelRoles

    def panel(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """One line for each setting. The buttons are the settings, or the values of the one that is open."""
        data = json.loads(post.payload)
        if not data:
            return Rendered(None, final=True)  # Its person asked to be forgotten.
        here = tx.get(ConversationRow, "people.conversation_by_id", id=data["conversation"])
        person = tx.get(PersonRow, "people.person_by_id", id=data["person"])
        defaults = Preferences.of(here.settings)
        values = (
            defaults if data["scope"] == "here" else replace(Preferences.of(person.settings), language=person.language)
        )
        language = data["language"]
        lines = [self.texts.say(language, f"settings-head-{data['scope']}")]
        chosen, inherited = asdict(values), asdict(defaults) if data["scope"] == "me" else {}
        shown = tuple(name for name in SETTINGS if name != "cover" or capabilities.covers)
        for name in shown:
            if chosen[name]:
                value = self._value(language, name, chosen[name])
            elif inherited.get(name):
                value = self._value(language, name, inherited[name])
                value = self.texts.say(language, "settings-from-here", value=value)
            else:
                value = self.texts.say(language, "settings-unset")
            lines.append(self.texts.say(language, f"settings-line-{name}", value=value))
        lines.append(self._model(language, values, defaults if data["scope"] == "me" else Preferences()))
        menu = data["menu"]
        lines.append(self.texts.say(language, f"settings-ask-{menu}" if menu else f"settings-foot-{data['scope']}"))
        buttons = self._values(data, menu) if menu else self._names(data, shown)
        view = PostView("\n".join(lines), buttons=buttons, reply_to=data["reply_to"], language=language, private=True)
        return Rendered(view, final=True)

    def _model(self, language: str, chosen: Preferences, inherited: Preferences) -> str:
        """The line of the default model, which /models changes. One that is not offered any more counts for nothing."""
        offered, value = self.roles.catalogue.offered, self.texts.say(language, "settings-unset")
        if chosen.model in offered:
            value = chosen.model
        elif chosen.model:
            paints = inherited.model if inherited.model in offered else self.roles.model_of("paint")
            value = self.texts.say(language, "settings-model-gone", value=chosen.model, model=paints)
        elif inherited.model in offered:
            value = self.texts.say(language, "settings-from-here", value=inherited.model)
        return self.texts.say(language, "settings-line-model", value=value)

    def _value(self, language: str, name: str, value: Any) -> str:
        match name:
            case "style":
                return self.texts.say(language, style_text(value)) if value in vocabulary.STYLES else str(value)
            case "size":
                return size_text(value)
            case "language" | "gallery" | "reply" | "announcements" | "cover":
                return self.texts.say(language, f"settings-{name}-{value}") if value else ""
        return str(value)

    def _button(self, data: dict[str, Any], label: str, name: SettingName, value: str, typed: str) -> Button:
        here = " here" if data["scope"] == "here" else ""
        # With a counter, so that pressing the same button of a panel again is not taken for a double click.
        pressed = SettingCallback(data["scope"], data["turn"], name, value)
        return Button(label, pressed.pack(), f"/settings{here} {typed}".rstrip())

    def _names(self, data: dict[str, Any], shown: tuple[str, ...]) -> Rows:
        buttons = [
            self._button(data, self.texts.say(data["language"], f"settings-name-{name}"), "menu", name, name)
            for name in shown
        ]
        return tuple(tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3))

    def _values(self, data: dict[str, Any], menu: SettingName) -> Rows:
        language = data["language"]
        buttons = [
            self._button(data, self._value(language, menu, value), menu, value, f"{menu} {value}")
            for value in self._offered(menu)
        ]
        rows = [tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3)]
        rows.append(
            (
                self._button(data, self.texts.say(language, "settings-button-clear"), menu, "-", f"{menu} -"),
                self._button(data, self.texts.say(language, "button-back"), "menu", "", ""),
            )
        )
        return tuple(rows)

    def _offered(self, menu: str) -> tuple[str, ...]:
        """The values that have buttons. A negative prompt can only be typed."""
        match menu:
            case "style":
                return tuple(style for style in vocabulary.STYLES if style != "auto")
            case "size":
                return OFFERED_RATIOS
            case "n":
                return tuple(str(n) for n in range(1, MAX_N + 1))
            case "language":
                return ("zh", "en")
            case "gallery" | "announcements" | "cover":
                return ("yes", "no")
            case "reply":
                return ("edit", "paint")
        return ()
