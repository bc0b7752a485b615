"""The files of texts: whole, the same in both languages, everything the code says is there, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from fluent.syntax import FluentParser, ast, visitor

from bot.adapter_api import ReferenceMode
from bot.commands.settings.settings_commands import SETTINGS
from bot.grammar import session_words, vocabulary
from bot.grammar.vocabulary import STYLES
from bot.jobs.states import State
from bot.runtime.texts import LANGUAGES, Texts
from bot.sessions.phases import Phase
from config.settings import LOCALES_FOLDER
from config.text_bundle import entries

FILES = sorted(path.name for path in (LOCALES_FOLDER / "en").glob("*.ftl"))
ROOT = Path(__file__).parents[2]


class _Variables(visitor.Visitor):
    """The variables that a message uses; `said`: without those that it only chooses by."""

    def __init__(self, said: bool) -> None:
        self.found: set[str] = set()
        self._said = said

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.found.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:
        for each in node.variants if self._said else (node.selector, *node.variants):
            self.visit(each)


def messages(language: str, file: str, *, said: bool = False) -> dict[str, set[str]]:
    """Message id -> its variables, in the file's order. Fails for what cannot be parsed."""
    resource = FluentParser().parse((LOCALES_FOLDER / language / file).read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for entry in resource.body:
        assert not isinstance(entry, ast.Junk), f"{language}/{file}: {entry.content}"
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{language}/{file}: {entry.id.name} is given twice"
            variables = _Variables(said)
            variables.visit(entry)
            found[entry.id.name] = variables.found
    return found


def test_locales__both_languages_have_the_same_files() -> None:
    assert sorted(file.name for file in (LOCALES_FOLDER / "zh").glob("*.ftl")) == FILES


@pytest.mark.parametrize("file", FILES)
def test_locales__both_languages_say_the_same_things(file: str) -> None:
    english, chinese = messages("en", file), messages("zh", file)
    assert list(english) == list(chinese)
    assert messages("en", file, said=True) == messages("zh", file, said=True)
    for name, variables in chinese.items():
        # English has plurals, Chinese has none: a plural may need a number that the other language does not say.
        assert variables ^ english[name] <= {"count", "limit", "position"}, name


@pytest.mark.parametrize("file", FILES)
def test_locales__chinese_has_chinese_punctuation(file: str) -> None:
    text = (LOCALES_FOLDER / "zh" / file).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert not [line for line in lines if re.search(r"[\u4e00-\u9fff][,;:!?](\s|$|[\u4e00-\u9fff])", line)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES)
def test_locales__each_message_read_alone_is_the_one_in_its_file(file: str, language: str) -> None:
    text = (LOCALES_FOLDER / language / file).read_text(encoding="utf-8")
    parser = FluentParser(with_spans=False)
    whole = [entry for entry in parser.parse(text).body if isinstance(entry, ast.Message)]
    alone = {name: parser.parse_entry(source) for name, source in entries(text).items()}
    assert list(alone) == [message.id.name for message in whole]
    for message in whole:
        assert message.equals(alone[message.id.name], ignored_fields=["comment"])


def test_locales__no_message_is_given_in_two_files() -> None:
    names = [name for file in FILES for name in messages("en", file)]
    assert len(names) == len(set(names))


def test_locales__what_the_code_makes_up_from_names_is_there() -> None:
    texts = Texts(LOCALES_FOLDER)
    wanted = [f"style-{style.replace(' ', '-')}" for style in STYLES]
    wanted += [f"jobs-line-{state}" for state in State]
    wanted += [f"{kind}-{name}" for name in vocabulary.MENU for kind in ("menu", "help")]
    wanted += [f"option-{name}" for name in vocabulary.OPTIONS]
    missing = [name for name in wanted if not texts.has(name)]
    assert missing == []


def test_locales__every_text_id_in_the_code_is_there() -> None:
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


def test_locales__people_ftl_has_what_the_code_asks_for_and_nothing_else() -> None:
    folders = [ROOT / "bot" / part for part in ("commands", "grammar", "retention")]
    source = "\n".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))
    commands = ("settings", "mod", "scene", "compare", "gallery", "star", "export", "forget")
    written = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', source))
    made = {f"{kind}-{name}" for kind in ("help", "menu") for name in commands}
    made |= {f"settings-{kind}-{name}" for kind in ("line", "name", "ask") for name in SETTINGS}
    made |= {f"settings-{kind}-{scope}" for kind in ("head", "foot") for scope in ("me", "here")}
    made |= {"settings-language-zh", "settings-language-en", "settings-gallery-yes", "settings-gallery-no"}
    made |= {"settings-reply-edit", "settings-reply-paint", "settings-announcements-yes", "settings-announcements-no"}
    made |= {"settings-cover-yes", "settings-cover-no"}
    made |= {f"mod-{kind}-{scope}" for kind in ("head", "of") for scope in ("person", "conversation", "house")}
    made |= {f"batch-button-{answer}" for answer in ("yes", "no", "stop")}
    there = set(messages("en", "people.ftl"))
    assert there <= written | made, sorted(there - written - made)
    assert made <= there, sorted(made - there)
    asked = {word for word in written if re.match(r"(batch|mod|scene|settings|gallery|star|forget)-[a-z]", word)}
    assert asked <= there, sorted(asked - there)


def test_locales__models_ftl_has_what_the_code_asks_for_and_nothing_else() -> None:
    files = [path for folder in ("commands", "jobs", "upstream") for path in (ROOT / "bot" / folder).rglob("*.py")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    written = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', source))
    made = {"help-models", "menu-models", *(f"price-button-{answer}" for answer in ("yes", "no", "stop"))}
    made |= {f"models-{kind}-{scope}" for kind in ("head", "foot") for scope in ("me", "here")}
    made |= {f"models-head-{source}" for source in ("of-here", "of-role")}
    made |= {f"model-can-{mode}" for mode in get_args(ReferenceMode)}
    there = set(messages("en", "models.ftl"))
    assert there <= written | made, sorted(there - written - made)
    assert made <= there, sorted(made - there)
    asked = {word for word in written if re.match(r"(price-ask|hint-|models-|model-can-)", word)}
    assert asked <= there, sorted(asked - there)


def test_locales__sessions_ftl_has_what_the_code_asks_for_and_nothing_else() -> None:
    folders = (ROOT / "bot" / "sessions", ROOT / "bot" / "commands" / "sessions")
    files = [Path(session_words.__file__), *(path for folder in folders for path in folder.rglob("*.py"))]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    asked = set(re.findall(r'"((?:session|idea|vote|album)-[a-z-]+[a-z])"', source))
    asked |= {f"{lead}-alone" for lead in ("session-leads", "session-winner")}
    asked |= {f"session-not-while-{phase}" for phase in Phase}
    asked |= {f"session-phase-{phase}" for phase in (*Phase, "prolonged")}
    asked |= {f"session-button-{name}" for name in re.findall(r'(?:for_all\(|^_[A-Z_]+ = \()"([a-z-]+)"', source, re.M)}
    asked |= {f"session-how-idea-{where}{again}" for where in ("public", "field", "link") for again in ("", "-again")}
    asked |= {f"bad-{name}" for name in session_words.OPTIONS if name != "strict"}
    asked |= {f"{kind}-{command}" for kind in ("help", "menu") for command in ("session", "idea", "vote")}
    assert asked == set(messages("zh", "sessions.ftl"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES)
def test_locales__every_text_can_be_said(file: str, language: str) -> None:
    texts = Texts(LOCALES_FOLDER)
    for text_id, variables in messages(language, file).items():
        said = texts.say(language, text_id, **dict.fromkeys(variables, 3))
        assert said
        assert "{ $" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_locales__missing_text_is_shown_as_itself(language: str) -> None:
    assert Texts(LOCALES_FOLDER).say(language, "no-such-text") == "no-such-text"
