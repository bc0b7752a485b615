"""Every text that the upstream's refusals and verdicts name exists in both languages and can be rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast

from bot.commands.jobs.text import UNNAMED_IMAGE
from bot.dashscope.error_table import (
    BY_STATUS,
    FAMILIES,
    NO_PICTURE,
    NOT_THE_SERVICE,
    OTHER_4XX,
    OTHER_5XX,
    REDIRECTED,
    ROWS,
)
from bot.upstream import Catalogue, ModelRoles
from bot.upstream.verdict import NO_SUCCESSOR, OPERATOR_TEXTS
from config.settings import UpstreamSettings
from tests.upstream.test_catalogue import REFUSALS, plain

LOCALES = Path(__file__).parents[2] / "config" / "locales"
LANGUAGES = ("en", "zh")
DEAR = UpstreamSettings.model_validate({"accounts": [{"name": "main", "keys": ["sk-x"]}], "max_picture_yuan": "0.2"})


def source(language: str) -> str:
    return (LOCALES / language / "wanxiang.ftl").read_text(encoding="utf-8")


def placeables(language: str) -> dict[str, set[str]]:
    """The variables of every message."""
    resource = FluentParser().parse(source(language))
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    return {
        entry.id.name: set(re.findall(r"\$(\w+)", source(language)[entry.span.start : entry.span.end]))
        for entry in resource.body
        if isinstance(entry, ast.Message) and entry.span
    }


def used() -> Iterator[tuple[str, dict[str, str | int | float]]]:
    """Every (text id, arguments) that the code can ask for."""
    catalogue = Catalogue.load()
    for name, asked, *_ in REFUSALS:
        request = replace(plain(catalogue, name), **asked)  # type: ignore[arg-type]  # As there.
        # Where there are other models, and where there is none.
        for offered in (catalogue, replace(catalogue, allowed=frozenset({name}))):
            refusal = offered.check(request)
            assert refusal is not None
            yield refusal.text_id, refusal.arguments
    not_allowed = replace(catalogue, allowed=frozenset({"wan2.7-image"})).refuse_name("wanx-v1")
    yield not_allowed.text_id, not_allowed.arguments
    too_dear = ModelRoles(catalogue, DEAR).refusal(plain(catalogue, "wan2.7-image-pro"))
    assert too_dear is not None
    yield too_dear.text_id, too_dear.arguments
    for text_id in UNNAMED_IMAGE:
        yield f"{text_id}-several", {"count": 2}
    for row in (*ROWS, *FAMILIES, *BY_STATUS.values(), OTHER_4XX, OTHER_5XX, REDIRECTED, NOT_THE_SERVICE, NO_PICTURE):
        verdict = row.verdict("Some.Code")
        yield verdict.text_id, dict(verdict.arguments)
        if verdict.operator_text_id:
            for successor in (NO_SUCCESSOR, "m2"):
                yield verdict.operator_text_id, {**verdict.arguments, "model": "m1", "successor": successor}


def test_error_texts__both_languages_say_the_same() -> None:
    assert placeables("en") == placeables("zh")


def test_error_texts__no_text_is_left_over() -> None:
    assert set(placeables("en")) == {text_id for text_id, _ in used()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_texts__all_texts_can_be_rendered(language: str) -> None:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(source(language)))
    for text_id, arguments in used():
        message = bundle.get_message(text_id)
        assert message.value is not None
        rendered, errors = bundle.format_pattern(message.value, dict(arguments))
        assert not errors, text_id
        assert rendered
        assert "{" not in str(rendered)


def test_error_texts__sizes_are_written_without_grouping() -> None:
    bundle = FluentBundle(["en"], use_isolating=False)
    bundle.add_resource(FluentResource(source("en")))
    pattern = bundle.get_message("refusal-size-sides").value
    assert pattern is not None
    values = {"model": "m", "size": "1x1", "min": 512, "max": 1440, "nearest": "2x2", "sizes": "2x2"}
    assert "512 to 1440 pixels" in str(bundle.format_pattern(pattern, values)[0])


def test_error_texts__operator_texts_are_those_of_the_error_table() -> None:
    rows = (*ROWS, *FAMILIES, *BY_STATUS.values(), OTHER_4XX, OTHER_5XX, REDIRECTED, NOT_THE_SERVICE, NO_PICTURE)
    told = {row.text_id: row.verdict("X").operator_text_id for row in rows if row.operator}
    assert told == OPERATOR_TEXTS
