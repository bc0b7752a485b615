"""Both languages say the same things, and everything the code says is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast, visitor

from bot.grammar import vocabulary
from bot.grammar.vocabulary import STYLES
from bot.jobs.states import State
from bot.runtime.texts import LANGUAGES, Texts
from config.settings import LOCALES_FOLDER

FILES = sorted(path.name for path in (LOCALES_FOLDER / "en").glob("*.ftl"))
ROOT = Path(__file__).parents[2]


class _Variables(visitor.Visitor):
    """The variables that a message uses."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.found.add(node.id.name)


def messages(language: str, file: str) -> dict[str, set[str]]:
    """Message id -> its variables. Fails for what cannot be parsed."""
    resource = FluentParser().parse((LOCALES_FOLDER / language / file).read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for entry in resource.body:
        assert not isinstance(entry, ast.Junk), f"{language}/{file}: {entry.content}"
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{language}/{file}: {entry.id.name} is given twice"
            variables = _Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.found
    return found


@pytest.mark.parametrize("file", FILES)
def test_the_same_messages_in_both_languages(file: str) -> None:
    assert set(messages("en", file)) == set(messages("zh", file))


@pytest.mark.parametrize("file", FILES)
def test_no_language_uses_what_the_other_is_not_given(file: str) -> None:
    english, chinese = messages("en", file), messages("zh", file)
    for name, variables in chinese.items():
        # A plural may need a number that the other language does not say; words may not go missing.
        assert variables <= english[name] | {"count", "limit"}, name
        assert english[name] - variables <= {"count", "limit", "position"}, name


def test_no_message_is_given_in_two_files() -> None:
    names = [name for file in FILES for name in messages("en", file)]
    assert len(names) == len(set(names))


def test_what_the_code_makes_up_from_names_is_there() -> None:
    texts = Texts(LOCALES_FOLDER)
    wanted = [f"style-{style.replace(' ', '-')}" for style in STYLES]
    wanted += [f"jobs-line-{state}" for state in State]
    wanted += [f"{kind}-{name}" for name in vocabulary.MENU for kind in ("menu", "help")]
    wanted += [f"option-{name}" for name in vocabulary.OPTIONS]
    missing = [name for name in wanted if not texts.has(name)]
    assert missing == []


def test_every_text_id_in_the_code_is_there() -> None:
    texts = Texts(LOCALES_FOLDER)
    pattern = re.compile(
        r"""(?:tell|one_line|Line|Denied|Problem|ImageProblem|_say)\(\s*(?:job,\s*)?"([a-z][a-z0-9-]+)\""""
    )
    missing = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / "bot").rglob("*.py")
        for name in pattern.findall(path.read_text(encoding="utf-8"))
        if not texts.has(name)
    }
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_text_is_shown_as_itself(language: str) -> None:
    assert Texts(LOCALES_FOLDER).say(language, "no-such-text") == "no-such-text"
