"""`/settings`: defaults of a person or a conversation, set in words and by buttons."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from bot.access import Action, Kind, Resource, allows
from bot.adapter_api import Size
from bot.commands.pressed import pressed_post
from bot.commands.router import Router
from bot.grammar import vocabulary
from bot.grammar.argument_words import CLEAR, HERE, NO, REPLY_BY_WORD, RESET, SETTING_BY_WORD, YES
from bot.grammar.callback_data import SettingCallback, SettingsScope
from bot.grammar.option_values import Problem, ratio_text, read_option, resolution_text
from bot.grammar.parsing import Parsed
from bot.grammar.vocabulary import RESOLUTIONS, fold
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.permissions import may_here
from bot.intake.preferences import MAX_NO_LENGTH, Preferences
from bot.intake.reply import Reply, ReplyLine, one_line, respond
from bot.outbox import desired
from bot.store import Tx

SETTINGS = ("style", "size", "n", "no", "language", "gallery", "reply", "announcements", "cover")
MAX_N = 4


def panel_subject(inbox_id: int) -> str:
    """The subject of the panel that an update opens."""
    return f"settings:{inbox_id}"


def read_setting(name: str, value: str) -> Preferences | Problem:
    """Preferences with only the setting `name`, parsed from `value`; or what is wrong with it."""
    match name:
        case "language":
            language = vocabulary.LANGUAGE_BY_WORD.get(fold(value))
            return Preferences(language=language) if language else Problem("bad-language", {"value": value[:40]})
        case "gallery":
            if fold(value) in YES | NO:
                return Preferences(gallery="yes" if fold(value) in YES else "no")
            return Problem("bad-gallery", {"value": value[:40]})
        case "announcements":
            if fold(value) in YES | NO:
                return Preferences(announcements="yes" if fold(value) in YES else "no")
            return Problem("bad-announcements", {"value": value[:40]})
        case "cover":
            if fold(value) in YES | NO:
                return Preferences(cover="yes" if fold(value) in YES else "no")
            return Problem("bad-cover", {"value": value[:40]})
        case "reply":
            meaning = REPLY_BY_WORD.get(fold(value))
            return Preferences(reply=meaning) if meaning else Problem("bad-reply", {"value": value[:40]})
        case "no" if len(value) > MAX_NO_LENGTH:
            return Problem("setting-no-long", {"limit": MAX_NO_LENGTH})
    if name == "n" and not (value.rstrip("张").isdecimal() and 1 <= int(value.rstrip("张")[:4]) <= MAX_N):
        return Problem("setting-n", {"value": value[:12], "most": MAX_N})
    read = read_option("ar" if name == "size" and not _is_size(value) else name, value)
    return read if isinstance(read, Problem) else _of_options(read, value)


def _is_size(value: str) -> bool:
    return not any(mark in value for mark in ":：/比")


def _of_options(options: dict[str, Any], ratio: str = "") -> Preferences | Problem:
    """Preferences from parsed options; `ratio` is how the ratio was written."""
    size = str(options["size"]) if "size" in options else ""
    if "ratio" in options:
        size = ratio.replace("：", ":").replace("/", ":").replace("比", ":").replace(" ", "") or ratio_text(
            options["ratio"]
        )
    elif "area" in options and not size:
        size = resolution_text(options["area"]).lower()
    n = options.get("n", 0)
    if "n" in options and not 1 <= n <= MAX_N:
        return Problem("setting-n", {"value": str(n), "most": MAX_N})
    return Preferences(style=options.get("style", ""), size=size, n=n, no=options.get("no", ""))


@dataclass(frozen=True, slots=True)
class SettingsCommands:
    """`/settings` and the buttons of its panel."""

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"settings": self.settings})
        router.add_callback(SettingCallback, self.press)

    def settings(self, tx: Tx, context: CommandContext) -> None:
        """Open the panel, or change settings: `/settings [here] [name [value]]`, `/settings --style watercolor --n
        2`."""
        words = context.parsed.text.split()
        scope: SettingsScope = "me"
        if words and fold(words[0]) in HERE:
            scope, words = "here", words[1:]
        if problem := self._forbidden(context, scope):
            self._respond_problem(tx, context, problem)
        elif words and fold(words[0]) in RESET:
            self._save(tx, context, scope, Preferences())
            self._open_panel(tx, context, scope)
        elif context.parsed.options and not words:
            self._set_options(tx, context, scope, context.parsed)
        elif not words:
            self._open_panel(tx, context, scope)
        else:
            self._run_named(tx, context, scope, words)

    def _run_named(self, tx: Tx, context: CommandContext, scope: SettingsScope, words: list[str]) -> None:
        name = SETTING_BY_WORD.get(fold(words[0]))
        value = " ".join(words[1:])
        if name == "model":
            respond(tx, context, one_line("settings-model-elsewhere"))
        elif name is None:
            near = vocabulary.nearest(words[0], SETTING_BY_WORD)
            text_id = "unknown-setting-near" if near else "unknown-setting"
            self._respond_problem(tx, context, Problem(text_id, {"word": words[0][:40], "near": near or ""}))
        elif not value:
            self._open_panel(tx, context, scope, menu=name)
        elif problem := self._change(tx, context, scope, name, value):
            self._respond_problem(tx, context, problem)
        else:
            self._open_panel(tx, context, scope)

    def _set_options(self, tx: Tx, context: CommandContext, scope: SettingsScope, parsed: Parsed) -> None:
        known = {k: v for k, v in parsed.options.items() if k in ("style", "size", "ratio", "area", "n", "no")}
        change = _of_options(known)
        if isinstance(change, Preferences) and len(change.no) > MAX_NO_LENGTH:
            change = Problem("setting-no-long", {"limit": MAX_NO_LENGTH})
        if isinstance(change, Problem):
            self._respond_problem(tx, context, change)
            return
        self._save(tx, context, scope, change.over(self._current(context, scope)))
        self._open_panel(tx, context, scope)

    def _change(self, tx: Tx, context: UpdateContext, scope: SettingsScope, name: str, value: str) -> Problem | None:
        """Set one setting, or clear it; returns what is wrong with the value."""
        current = self._current(context, scope)
        if fold(value) in CLEAR:
            cleared: dict[str, Any] = {name: 0 if name == "n" else ""}
            self._save(tx, context, scope, replace(current, **cleared))
            return None
        change = read_setting(name, value)
        if isinstance(change, Problem):
            return change
        self._save(tx, context, scope, change.over(current))
        return None

    def _current(self, context: UpdateContext, scope: SettingsScope) -> Preferences:
        speaker = context.speaker
        if scope == "here":
            return Preferences.of(speaker.conversation.settings)
        return replace(Preferences.of(speaker.person.settings), language=speaker.person.language)

    def _save(self, tx: Tx, context: UpdateContext, scope: SettingsScope, preferences: Preferences) -> None:
        speaker = context.speaker
        if scope == "here":
            tx.run("people.set_conversation_settings", id=speaker.conversation.id, settings=preferences.to_json())
            return
        # A person's language has its own column, which /lang sets as well.
        tx.run("people.set_language", id=speaker.person.id, language=preferences.language)
        settings = replace(preferences, language="").to_json()
        tx.run("people.set_person_settings", id=speaker.person.id, settings=settings)

    def _forbidden(self, context: UpdateContext, scope: SettingsScope) -> Problem | None:
        """The refusal if the person may not change these settings: a conversation's are changed by its
        admins, in a one-to-one chat by the person."""
        speaker = context.speaker
        if scope == "here" and not may_here(speaker, Kind.SETTINGS, Action.CHANGE):
            return Problem("settings-admins-only", {})
        return None

    def _respond_problem(self, tx: Tx, context: UpdateContext, problem: Problem) -> None:
        respond(tx, context, Reply((ReplyLine(problem.text_id, problem.arguments),)))

    def _open_panel(self, tx: Tx, context: UpdateContext, scope: SettingsScope, menu: str = "") -> None:
        """Post the panel: all settings, and buttons to change them."""
        speaker = context.speaker
        desired.ensure(
            tx,
            speaker.conversation,
            panel_subject(context.inbox_id),
            {
                "scope": scope,
                "menu": menu,
                "turn": 0,
                "person": speaker.person.id,
                "conversation": speaker.conversation.id,
                "language": speaker.language,
                "reply_to": context.reply_to,
            },
            person_id=speaker.person.id,
        )

    def press(self, tx: Tx, context: PressContext, data: SettingCallback) -> None:
        """Change a setting by a button of the panel (`set:me:0:style:watercolor`), open the menu of a setting
        (`set:here:3:menu:style`), or close it (`set:me:7:menu:`)."""
        opens_menu = data.name == "menu"
        menu = data.value if opens_menu and data.value in SETTINGS else ""
        post = pressed_post(tx, context)
        payload = json.loads(post.payload) if post and post.subject.startswith("settings:") else None
        owner = Resource(Kind.PANEL, owner=payload["person"] if payload else context.speaker.person.id)
        if data.scope == "me" and not allows(context.speaker.principal, Action.TURN, owner):
            respond(tx, context, one_line("settings-not-yours"))
            return
        problem = self._forbidden(context, data.scope)
        if problem is None and not opens_menu:
            problem = self._change(tx, context, data.scope, data.name, data.value)
        if problem:
            self._respond_problem(tx, context, problem)
        elif post and payload:
            payload["turn"] += 1
            payload["menu"] = menu
            if data.name == "language" and data.scope == "me" and data.value in ("zh", "en"):
                payload["language"] = data.value
            tx.run("posts.set_payload", id=post.id, payload=json.dumps(payload))
            desired.mark_dirty(tx, post.subject, desired.ANSWER)
        else:
            self._open_panel(tx, context, data.scope, menu)


def size_text(size: str) -> str:
    """A stored size as people write it."""
    if size in RESOLUTIONS:
        return size.upper()
    try:
        width, height = Size.parse(size).width, Size.parse(size).height
    except ValueError:
        return size
    return f"{width}×{height}"
