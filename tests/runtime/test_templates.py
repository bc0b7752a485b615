"""Templates: what people write is text, wherever it stands; and nothing switches that off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, UndefinedError

from bot.runtime.templates import template_environment

ROOT = Path(__file__).parents[2]
PACKAGES = [ROOT / name for name in ("bot", "adapters", "studio", "config")]
TEMPLATES = [path for package in PACKAGES for path in package.rglob("templates/*.html")]


def test_templates__values_are_escaped_and_never_read_as_a_template() -> None:
    environment = template_environment("adapters.web")
    environment.loader = DictLoader({"x": '<p title="{{ words }}">{{ words }}</p>'})
    words = """<b>"&"</b> ' {{ 7 * 7 }} {% raw %} {# #} \u2028\u2029"""
    escaped = "&lt;b&gt;&#34;&amp;&#34;&lt;/b&gt; &#39; {{ 7 * 7 }} {% raw %} {# #} \u2028\u2029"
    assert environment.get_template("x").render(words=words) == f'<p title="{escaped}">{escaped}</p>'
    with pytest.raises(UndefinedError):
        environment.get_template("x").render()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates__no_template_switches_escaping_off_or_leaves_an_attribute_without_quotes(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*(safe|tojson|xmlattr|urlize)\b|\bautoescape\b", source)
    assert not re.search(r"=\s*\{\{", source)
    # Escaping is for text and quoted attributes; within a script nothing would protect.
    assert not re.search(r"<script\b[^>]*>[^<]|\son\w+=", source)


def test_templates__no_code_marks_text_as_markup_or_writes_pages() -> None:
    assert TEMPLATES
    for path in (file for package in PACKAGES for file in package.rglob("*.py")):
        assert not re.search(r"\bMarkup\b|\bmarkupsafe\b|\bfrom html import|\bhtml\.escape", path.read_text("utf-8")), (
            path
        )
