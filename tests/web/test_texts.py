"""Every text that the page uses exists, and every text of the page is used."""

from __future__ import annotations

import re
from pathlib import Path

from fluent.syntax import FluentParser, ast

from adapters.web import texts
from adapters.web.pages import STATIC
from adapters.web.uploads import REFUSALS
from config.settings import LOCALES_FOLDER

PACKAGE = Path(texts.__file__).parent


def ids(language: str) -> list[str]:
    resource = FluentParser().parse((LOCALES_FOLDER / language / "web.ftl").read_text(encoding="utf-8"))
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    return [entry.id.name for entry in resource.body if isinstance(entry, ast.Message)]


def test_texts__every_text_that_is_asked_for_exists_and_the_other_way_round() -> None:
    files = (*STATIC.glob("*.js"), *PACKAGE.glob("templates/*.html"), *PACKAGE.glob("*.py"))
    sources = {path: path.read_text(encoding="utf-8") for path in files}
    asked = {f"web-error-{code}" for code in REFUSALS.values()}
    for path, source in sources.items():
        asked |= set(re.findall(r'["`](web-[a-z0-9-]+)["`]', source))
        if path.suffix == ".py":
            codes = re.findall(r'ApiError\(\s*HTTPStatus\.\w+, "([a-z-]+)"', source)
            asked |= {f"web-error-{code}" for code in codes}
        else:
            asked |= {f"web-error-{code}" for code in re.findall(r'new Refused\("([a-z-]+)"', source)}
    assert asked == set(ids("zh"))


def test_texts__text_with_a_variable_keeps_a_place_for_it() -> None:
    for language in texts.LANGUAGES:
        made = texts.PageTexts().of(language)
        assert "{limit}" in made["web-error-text-too-long"]
        assert "{place}" in made["web-place"]
        assert "{count}" in made["web-here"]
        assert set(made) == set(ids(language))


def test_texts__language_of_a_browser() -> None:
    assert texts.language_of("zh-TW,zh;q=0.9,en;q=0.8") == "zh"
    assert texts.language_of("fr-FR, en;q=0.5, zh;q=0.3") == "en"
    assert texts.language_of("") == "en"
    assert texts.language_of("\0;;,,zh") == "zh"
