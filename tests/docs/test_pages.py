"""The pages that people read say what is there: commands, settings, links, pictures."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.grammar.vocabulary import COMMANDS, FLAGS, MENU, OPTIONS
from config.settings import ENVIRONMENT, Settings

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
READMES = ("README.md", "README.zh-CN.md")
MOST_PICTURE_BYTES = 300_000


def chinese(words: tuple[str, ...]) -> str:
    """The first Chinese name."""
    return next(word for word in words if not word.isascii())


@pytest.mark.parametrize("name", READMES)
def test_pages__every_command_is_in_its_table_by_both_names(name: str) -> None:
    rows = set(re.findall(r"^\| `/(\S+)` \| `/(\S+)` \|", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
    names = {(command, chinese(COMMANDS[command])) for command in MENU}
    assert rows == (names if name == "README.md" else {(zh, en) for en, zh in names})


@pytest.mark.parametrize("name", READMES)
def test_pages__every_option_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for option, words in (OPTIONS | FLAGS).items():
        if option != "1k":  # For who has another default; the pages that have all options name it.
            assert f"`--{option}" in text
            assert f"`--{chinese(words)}" in text


@pytest.mark.parametrize("name", READMES)
def test_pages__every_setting_of_the_environment_is_in_its_table(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ?(?:`([^`]*)`)? \|", text, re.MULTILINE))
    assert {key: value for key, value in rows.items() if key in ENVIRONMENT} == {
        env: ".".join(place) for env, place in ENVIRONMENT.items()
    }
    assert set(rows) - set(ENVIRONMENT) == {"DASHSCOPE_API_KEY", "SHENBI_CONFIG"}


def test_pages__defaults_that_the_readme_names() -> None:
    settings = Settings()
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for env, value in {
        "SHENBI_MODEL": f"`{settings.upstream.default_model}`",
        "SHENBI_N": settings.upstream.default_n,
        "SHENBI_DAILY_YUAN": settings.limits.daily_yuan,
        "SHENBI_TIMEZONE": f"`{settings.timezone}`",
        "SHENBI_LANGUAGE": f"`{settings.language}`",
        "SHENBI_DATA_DIR": f"`{settings.data_dir}`",
        "SHENBI_LOG_LEVEL": f"`{settings.log_level}`",
        "SHENBI_WEB_HOST": f"`{settings.web.host}`",
        "SHENBI_WEB_PORT": f"`{settings.web.port}`",
    }.items():
        assert re.search(rf"^\| `{env}` \| `[^`]+` \| {re.escape(str(value))} \|", text, re.MULTILINE), env


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages__links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        link = target[0] or target[1]
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), link
        if anchor:
            assert anchor in anchors(file), link


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", READMES)
def test_pages__files_that_the_readme_names_are_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"\b((?:bot|config)/[\w/]+(?:\.\w+|/))", text)
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]


def test_pages__pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "pictures").iterdir())
    assert len(pictures) >= 6
    assert not [picture.name for picture in pictures if picture.stat().st_size > MOST_PICTURE_BYTES]


def test_pages__every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = [page for page in folder.glob("*.md") if page.name != "README.md"]
    assert not [page.name for page in pages if f"]({page.name})" not in index]
    assert not [page.name for page in pages if "\nStatus: " not in page.read_text(encoding="utf-8")]


NAMED_PATH = re.compile(r"`((?:bot|adapters|studio|config|tests|benchmarks|tools|docs)/[\w./*-]*\w/?)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages__files_that_a_page_names_exist(page: Path) -> None:
    """Paths in code spans. The changelog tells of the past; capitals stand for a name to be chosen (`adapters/NAME`)."""
    if page.name == "CHANGELOG.md":
        return
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    created = set(re.findall(r"^Create `([^`]+)`:", text, re.MULTILINE))
    named = [path for path in NAMED_PATH.findall(text) if not re.search(r"/[A-Z]+(/|$)", path) and path not in created]
    assert not [path for path in named if not next(iter(ROOT.glob(path.rstrip("/"))), None)]


def test_pages__makefile_runs_tests_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"\btests/[\w/]+(?:\.py)?", makefile) + [
        name.replace(".", "/") for name in re.findall(r"-m ((?:tests|benchmarks|tools)\.[\w.]*\w)(?=\s)", makefile)
    ]
    assert len(named) > 10
    assert not [path for path in named if not ((ROOT / path).exists() or (ROOT / f"{path}.py").exists())]


def test_pages__classes_that_the_docs_name_exist() -> None:
    """Code spans in camel case. Decision records may tell of what is gone."""
    pages = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    folders = ("bot", "adapters", "studio", "config", "tests")
    source = "\n".join(
        path.read_text(encoding="utf-8") for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))
    )
    words = set(re.findall(r"\w+", source))
    for page in pages:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        named = set(re.findall(r"`([A-Z][a-z]{2,}[A-Z]\w*)[`.(]", text))
        assert not named - words, page.name
