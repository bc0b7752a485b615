"""The page's texts: config/locales/<language>/web.ftl, served as JSON.

The page fills in variables itself, so texts are rendered with `{variable}` as the value. They must therefore not use
plural selectors.
"""

from __future__ import annotations

from functools import cache

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.adapter_api import Host
from config.settings import LOCALES_FOLDER

FILE = "web.ftl"
LANGUAGES = ("zh", "en")


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


@cache
def catalogue() -> dict[str, tuple[str, ...]]:
    """All text ids, with their variables."""
    resource = FluentParser().parse((LOCALES_FOLDER / LANGUAGES[0] / FILE).read_text(encoding="utf-8"))
    found = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            variables = _Variables()
            variables.visit(entry)
            found[entry.id.name] = tuple(sorted(variables.names))
    return found


class PageTexts:
    """All texts by id, with `{name}` placeholders; made once in each language, not for each page that starts."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._made: dict[str, dict[str, str]] = {}

    def of(self, language: str) -> dict[str, str]:
        """Those in one language."""
        if language not in self._made:
            self._made[language] = {
                name: self._host.say(language, name, **{variable: "{" + variable + "}" for variable in variables})
                for name, variables in catalogue().items()
            }
        return self._made[language]


def language_of(accepted: str) -> str:
    """The first supported language of an Accept-Language header, English by default."""
    for part in accepted.split(","):
        wanted = part.partition(";")[0].strip().lower()[:2]
        if wanted in LANGUAGES:
            return wanted
    return "en"
