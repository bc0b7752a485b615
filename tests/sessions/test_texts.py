"""The texts of sessions exist in both languages with the same variables, and the code uses each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import bot.commands.sessions
import bot.sessions
from bot.grammar import session_words
from bot.runtime.texts import Texts
from bot.sessions.phases import Phase
from config.settings import LOCALES_FOLDER

SOURCES = [
    Path(session_words.__file__),
    *(
        path
        for package in (bot.sessions, bot.commands.sessions)
        for path in Path(package.__file__ or "").parent.rglob("*.py")
    ),
]


class Variables(Visitor):
    """The variables of a message."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Text id -> its variables, in the file's order."""
    resource = FluentParser().parse((LOCALES_FOLDER / language / "sessions.ftl").read_text(encoding="utf-8"))
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


def test_every_text_that_is_asked_for_exists_and_the_other_way_round() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    asked = set(re.findall(r'"((?:session|idea|vote|album)-[a-z-]+[a-z])"', source))
    asked |= {f"{lead}-alone" for lead in ("session-leads", "session-winner")}
    asked |= {f"session-not-while-{phase}" for phase in Phase}
    asked |= {f"session-phase-{phase}" for phase in (*Phase, "prolonged")}
    asked |= {f"session-button-{name}" for name in re.findall(r'(?:for_all\(|^_[A-Z_]+ = \()"([a-z-]+)"', source, re.M)}
    asked |= {f"session-how-idea-{where}{again}" for where in ("public", "field", "link") for again in ("", "-again")}
    asked |= {f"bad-{name}" for name in session_words.OPTIONS if name != "strict"}
    asked |= {f"{kind}-{command}" for kind in ("help", "menu") for command in ("session", "idea", "vote")}
    assert asked == set(messages("zh"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_plurals_and_choices_read_well(language: str) -> None:
    texts = Texts(LOCALES_FOLDER)
    settings = texts.say(
        language, "session-settings", rounds=3, per_round=4, ideas="120", vote="60", style="s-oil-painting",
        keep="style", strict="yes", early="yes", budget="20", ideas_unit="s", vote_unit="min",
    )  # fmt: skip
    assert ("油画" if language == "zh" else "oil painting") in settings
    assert ("严格" if language == "zh" else "strict") in settings
    assert texts.say("en", "album-voices", count=1) == "1 vote"
    assert texts.say("zh", "album-voices", count=1) == "1 票"
