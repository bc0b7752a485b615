"""Every word of people.ftl exists in both languages with the same variables; every text that is asked for exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import bot
from bot.commands.settings.settings_commands import SETTINGS
from bot.grammar import vocabulary
from bot.runtime.texts import Texts
from config.settings import LOCALES_FOLDER

FOLDER = Path(bot.__file__).parent
PARTS = ("commands", "grammar", "retention")
COMMANDS = ("settings", "mod", "scene", "compare", "gallery", "star", "forget")


class Variables(Visitor):
    """The variables of a message."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Text id -> its variables, in the file's order."""
    resource = FluentParser().parse((LOCALES_FOLDER / language / "people.ftl").read_text(encoding="utf-8"))
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    found = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.names
    return found


def test_both_languages_have_the_same_texts_with_the_same_variables() -> None:
    assert messages("zh") == messages("en")
    assert list(messages("zh")) == list(messages("en"))


def test_every_text_is_asked_for_and_every_one_that_is_asked_for_exists() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8") for part in PARTS for path in sorted((FOLDER / part).rglob("*.py"))
    )
    written = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', source))
    made = {f"{kind}-{name}" for kind in ("help", "menu") for name in COMMANDS}
    made |= {f"settings-{kind}-{name}" for kind in ("line", "name", "ask") for name in SETTINGS}
    made |= {f"settings-{kind}-{scope}" for kind in ("head", "foot") for scope in ("me", "here")}
    made |= {"settings-language-zh", "settings-language-en", "settings-gallery-yes", "settings-gallery-no"}
    made |= {f"mod-{kind}-{scope}" for kind in ("head", "of") for scope in ("person", "conversation", "house")}
    made |= {f"batch-button-{answer}" for answer in ("yes", "no", "stop")}
    there = set(messages("en"))
    assert there <= written | made, sorted(there - written - made)
    assert made <= there, sorted(made - there)
    asked = {word for word in written if re.match(r"(batch|mod|scene|settings|gallery|star|forget)-[a-z]", word)}
    assert asked <= there, sorted(asked - there)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_can_be_said(language: str, caplog: pytest.LogCaptureFixture) -> None:
    texts = Texts(LOCALES_FOLDER)
    for text_id, variables in messages(language).items():
        said = texts.say(language, text_id, **dict.fromkeys(variables, 3))
        assert said
        assert "{ $" not in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_and_menus_know_every_command(language: str) -> None:
    texts = Texts(LOCALES_FOLDER)
    for name in vocabulary.MENU:
        assert texts.has(f"help-{name}"), name
        assert texts.has(f"menu-{name}"), name
