"""The page's texts: config/locales/<language>/web.ftl, served as JSON.

The page fills in variables itself, so texts are rendered with `{variable}` as the value. They must therefore not use
plural selectors.
"""

from __future__ import annotations

import re
from typing import Final

from config.settings import LOCALES_FOLDER
from config.text_bundle import TextBundle, entries

FILE = "web.ftl"
LANGUAGES = ("zh", "en")
_VARIABLE: Final = re.compile(r"\$([a-zA-Z][\w-]*)")


class PageTexts:
    """All texts by id, with `{name}` placeholders; made once in each language, not for each page that starts."""

    def __init__(self) -> None:
        self._made: dict[str, dict[str, str]] = {}

    def of(self, language: str) -> dict[str, str]:
        """Those in one language."""
        if language not in self._made:
            self._made[language] = _made(language)
        return self._made[language]


def _made(language: str) -> dict[str, str]:
    """All texts of a language. From a bundle of their own, so that their parsed forms do not stay: nobody else says them."""
    text = (LOCALES_FOLDER / language / FILE).read_text(encoding="utf-8")
    bundle, found = TextBundle(language, [text]), {}
    for name, source in entries(text).items():
        variables = _VARIABLE.findall(source)
        found[name], mistakes = bundle.say(name, {variable: "{" + variable + "}" for variable in variables})
        assert not mistakes, f"{name}: {mistakes}"
    return found


def language_of(accepted: str) -> str:
    """The first supported language of an Accept-Language header, English by default."""
    for part in accepted.split(","):
        wanted = part.partition(";")[0].strip().lower()[:2]
        if wanted in LANGUAGES:
            return wanted
    return "en"
