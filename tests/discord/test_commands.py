"""The commands that are registered: those of the bot, within Discord's limits, and only when they changed."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from adapters.discord.commands import CHINESE, definitions
from adapters.discord.options import MESSAGE_COMMANDS
from adapters.discord.registration import digest
from bot.commands.forms import PlatformForms
from bot.commands.offered_commands import offered_commands
from bot.commands.presets.presets import Presets
from bot.grammar.form_fields import FORM_FIELDS
from bot.grammar.parsing import parse
from bot.grammar.vocabulary import MENU
from bot.runtime.texts import Texts
from bot.upstream.catalogue import Catalogue
from config.settings import LOCALES_FOLDER, Settings
from tests.discord.payloads import Json
from tests.emulators.discord.command_checks import check_all

TEXTS = Texts(LOCALES_FOLDER)
NO_STORE: Any = None
FORMS = PlatformForms("discord", NO_STORE, TEXTS, Presets.load(), Catalogue.load(), MENU)


@pytest.fixture(scope="module")
def commands() -> list[Json]:
    return definitions(FORMS.forms(), TEXTS.say)


def test_commands__keep_every_limit(commands: list[Json]) -> None:
    check_all(commands)
    for command in commands:
        assert _characters(command) <= 8000, "all languages together, the strictest reading"


def _characters(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_characters, value.values()))
    if isinstance(value, list):
        return sum(map(_characters, value))
    return len(value) if isinstance(value, str) else 0


def test_commands__are_those_of_the_bot_and_nothing_is_cut(commands: list[Json]) -> None:
    slash = {command["name"]: command for command in commands if command["type"] == 1}
    assert list(slash) == list(MENU)
    for name, command in slash.items():
        names = [option["name"] for option in command["options"]]
        assert sorted(names) == sorted(field.name for field in FORM_FIELDS[name])
        for option in (command, *command["options"]):
            assert not option["description"].startswith(("menu-", "field-", "option-")), "a text is missing"
        for form in FORMS.forms():
            texts = [form.hints, *form.field_hints.values()]
            assert all(len(text) <= 100 for hint in texts for text in hint.values()), form.name


def test_commands__have_chinese_names_and_types(commands: list[Json]) -> None:
    imagine = next(command for command in commands if command["name"] == "imagine")
    assert imagine["name_localizations"] == {CHINESE: "画"}
    assert imagine["contexts"] == [0, 1, 2]
    options = {option["name"]: option for option in imagine["options"]}
    assert options["prompt"] == {
        "type": 3, "name": "prompt", "name_localizations": {CHINESE: "描述"}, "required": True, "max_length": 4000,
        "description": TEXTS.say("en", "field-prompt"),
        "description_localizations": {CHINESE: TEXTS.say("zh", "field-prompt")},
    }  # fmt: skip
    assert (options["n"]["type"], options["n"]["min_value"], options["n"]["max_value"]) == (4, 1, 12)
    assert options["image"]["type"] == 11
    assert options["transparent"]["type"] == 5
    assert {name for name, option in options.items() if option.get("autocomplete")} == {"style", "model", "modifier"}
    assert [choice["value"] for choice in options["ar"]["choices"]][:2] == ["1:1", "16:9"]
    restyle = next(command for command in commands if command["name"] == "restyle")
    strength = next(option for option in restyle["options"] if option["name"] == "strength")
    assert (strength["type"], strength["min_value"], strength["max_value"]) == (10, 0, 1)
    assert next(command for command in commands if command["name"] == "session")["contexts"] == [0, 1]


def test_commands__every_choice_is_understood(commands: list[Json]) -> None:
    for command in commands:
        for option in command.get("options", ()):
            for choice in option.get("choices", ()):
                words = parse(f"/{command['name']} --{option['name']} {choice['value']} a fox")
                typed = parse(f"/{command['name']} {choice['value']}")
                assert not words.problems or not typed.problems


def test_commands__on_messages_are_those_of_commands_that_are_offered(commands: list[Json]) -> None:
    named = {command["name"]: command for command in commands if command["type"] == 3}
    assert set(named) == set(MESSAGE_COMMANDS)
    assert named["Restyle this"]["name_localizations"] == {CHINESE: "换个风格"}
    for name, command in MESSAGE_COMMANDS.items():
        assert TEXTS.say("en", f"discord-command-{command}") == name, "the name that payloads carry"
    without = Settings.model_validate({"upstream": {"chat_model": ""}})
    fewer = definitions(replace(FORMS, commands=offered_commands(without)).forms(), TEXTS.say)
    assert "Describe this" not in {command["name"] for command in fewer}


def test_registration__what_discord_returns_for_the_same_commands_is_no_change(commands: list[Json]) -> None:
    returned = [
        {
            **copy.deepcopy(command), "id": str(number), "application_id": "901", "version": "5", "nsfw": False,
            "default_member_permissions": None, "dm_permission": True, "description": command.get("description", ""),
            "description_localizations": command.get("description_localizations"),
            "name_localizations": command.get("name_localizations"),
        }
        for number, command in enumerate(reversed(commands))
    ]  # fmt: skip
    for command in returned:
        command["contexts"] = command["contexts"][::-1]
        for option in command.get("options") or ():
            option.setdefault("required", False)
            if "max_value" in option:
                option["max_value"] = float(option["max_value"])
    assert digest(returned) == digest(commands)


def test_registration__any_change_is_one(commands: list[Json]) -> None:
    def changed(change: str) -> list[Json]:
        made = copy.deepcopy(commands)
        options = made[0]["options"]
        match change:
            case "hint":
                options[0]["description"] += "."
            case "translation":
                options[0]["name_localizations"][CHINESE] = "词"
            case "choice":
                next(option for option in options if "choices" in option)["choices"].pop()
            case "limit":
                next(option for option in options if "min_value" in option)["min_value"] = 0
            case "order":
                options[1], options[2] = options[2], options[1]
            case "contexts":
                made[0]["contexts"] = [0]
            case "gone":
                del made[-1]
            case "required":
                del options[0]["required"]
        return made

    found = {
        digest(changed(each))
        for each in ("hint", "translation", "choice", "limit", "order", "contexts", "gone", "required")
    }
    assert len(found) == 8
    assert digest(commands) not in found
