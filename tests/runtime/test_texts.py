"""The words of config/locales: every file is whole, and the two languages say the same things with the same values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from bot.runtime.texts import Texts
from config.settings import LOCALES_FOLDER

FILES = sorted(file.name for file in (LOCALES_FOLDER / "zh").glob("*.ftl"))


class Values(Visitor):
    """Collects the names of the values that stand in a message. Those that it only chooses by do not count: English
    has plurals, Chinese has none."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:
        for variant in node.variants:
            self.visit(variant)


def messages(language: str, name: str) -> dict[str, set[str]]:
    """Every message of a file, with the values that its words use."""
    resource = FluentResource((LOCALES_FOLDER / language / name).read_text(encoding="utf-8"))
    assert not [entry.content for entry in resource.body if isinstance(entry, ast.Junk)]
    found = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            values = Values()
            values.visit(entry)
            found[entry.id.name] = values.names
    return found


def test_both_languages_have_the_same_files() -> None:
    assert sorted(file.name for file in (LOCALES_FOLDER / "en").glob("*.ftl")) == FILES


@pytest.mark.parametrize("name", FILES)
def test_both_languages_say_the_same_things(name: str) -> None:
    chinese, english = messages("zh", name), messages("en", name)
    assert chinese.keys() == english.keys()
    different = {text: (values, english[text]) for text, values in chinese.items() if values != english[text]}
    assert not different


@pytest.mark.parametrize("name", FILES)
def test_chinese_has_chinese_punctuation(name: str) -> None:
    text = (LOCALES_FOLDER / "zh" / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert not [line for line in lines if re.search(r"[\u4e00-\u9fff][,;:!?](\s|$|[\u4e00-\u9fff])", line)]


@pytest.mark.parametrize(
    ("language", "key", "style", "says"),
    [
        ("zh", "auto", "自动", "画得更美"),
        ("zh", "watercolor", "水彩", "水彩风格"),
        ("en", "auto", "auto", "beautifully"),
        ("en", "sketch", "sketch", "in sketch style"),
    ],
)
def test_the_prompt_of_a_bare_restyle(language: str, key: str, style: str, says: str) -> None:
    assert says in Texts(LOCALES_FOLDER).say(language, "prompt-bare-restyle", key=key, style=style)


def test_a_text_that_cannot_be_read_is_found_at_once(tmp_path: Path) -> None:
    for language in ("zh", "en"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "a.ftl").write_text("fine = yes\nbroken = { $style ->\n   [自动] no\n}\n")
    with pytest.raises(AssertionError, match="broken"):
        Texts(tmp_path)
