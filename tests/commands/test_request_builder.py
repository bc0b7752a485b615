"""From options to a request: sizes, sets, transparent backgrounds, and what a repeated job keeps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.adapter_api import GenerationRequest, ReferenceMode, Size
from bot.commands.paint.service import PaintService
from bot.commands.request_builder import RequestBuilder, RoutedRequest, edit_command
from bot.grammar.option_values import Problem
from bot.grammar.parsing import parse
from bot.intake.images import ImageResult
from bot.intake.preferences import Preferences
from bot.intake.speaker import Speaker
from bot.runtime.texts import Texts
from bot.upstream import Catalogue, ModelRoles, RequestRefusal
from config.settings import LOCALES_FOLDER, UpstreamSettings

CATALOGUE = Catalogue.load()
BUILDER = RequestBuilder(ModelRoles(CATALOGUE, UpstreamSettings()), Texts(LOCALES_FOLDER))
UNSET = SimpleNamespace(settings="")
SPEAKER = cast("Speaker", SimpleNamespace(language="en", person=UNSET, conversation=UNSET))


def built(text: str, *, shape: Size | None = None, preferences: Preferences | None = None) -> GenerationRequest:
    reference = "images/1.jpg" if shape else ""
    parsed = parse(text)
    assert parsed.problems == ()
    routed = BUILDER.build(parsed, SPEAKER, reference=reference, shape=shape, preferences=preferences)
    assert isinstance(routed, RoutedRequest), routed
    return routed.request


def again(request: GenerationRequest, options: dict[str, Any]) -> GenerationRequest | RequestRefusal:
    """The request once more, with what is written changed."""
    return BUILDER.with_options(request, options, CATALOGUE.models[request.model])


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ("--2k", "2048*2048"),
        ("--2k --ar 16:9", "2720*1536"),
        ("--2k --size 1280x720", "2720*1536"),
        ("--ar 21:9", "1568*672"),
        ("--size 2k --ar 1:2", "1440*2880"),
    ],
)
def test_builder__size(options: str, size: str) -> None:
    assert str(built(f"a fox --model wan2.7-image {options}").size) == size


def test_builder__resolution_in_the_shape_of_the_reference() -> None:
    size = built("by night --model wan2.7-image --2k", shape=Size(600, 400)).size
    assert size.ratio == pytest.approx(1.5, rel=0.01)
    assert size.area == pytest.approx(2048**2, rel=0.05)


def test_builder__ratio_that_was_not_written_is_met_as_nearly_as_the_model_can() -> None:
    assert str(built("a fox --model wanx-v1", preferences=Preferences(size="21:9")).size) == "1280*720"
    written = BUILDER.build(parse("a fox --model wanx-v1 --ar 21:9"), SPEAKER)
    assert isinstance(written, Problem)
    assert written.text_id == "refusal-ratio"


def test_builder__set_and_transparent() -> None:
    request = built("a fox --model wan2.7-image --set 6", preferences=Preferences(n=2))
    assert (request.n, request.is_set, request.transparent) == (6, True, False)
    assert built("a fox --model qwen-image-2.1-turbo --transparent").transparent


@pytest.mark.parametrize(
    ("mode", "images"),
    [("edit", ("images/1.jpg", "images/2.jpg", "images/3.jpg")), ("repaint", ("images/1.jpg",))],
)
def test_service__edit_gets_all_images_in_order_and_a_restyle_the_first(
    mode: ReferenceMode, images: tuple[str, ...]
) -> None:
    modifiers = SimpleNamespace(apply=lambda tx, speaker, parsed: parsed)
    paints = PaintService(cast("Any", None), BUILDER, cast("Any", modifiers))
    image = ImageResult("attached", "images/1.jpg", 600, 400, more=("images/2.jpg", "images/3.jpg"))
    routed = paints.request_for(cast("Any", None), SPEAKER, parse("put her in this room"), image, mode)
    assert isinstance(routed, RoutedRequest), routed
    assert routed.request.reference is not None
    assert routed.request.reference.images == images


def test_builder__edit_command_says_what_makes_the_kind_of_picture() -> None:
    request = built("a fox --model wan2.7-image --set 6")
    assert edit_command(42, request) == "/imagine a fox --set 6"


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({"seed": 7}, "2048*2048"),
        ({"ratio": 2.0}, "2880*1440"),  # The resolution stays.
        ({"area": 1024**2}, "1024*1024"),
        ({"size": Size(1280, 720)}, "1280*720"),
    ],
)
def test_builder__repeated_with_other_options(options: dict[str, Any], size: str) -> None:
    repeated = again(built("a fox --model wan2.7-image --2k"), options)
    assert isinstance(repeated, GenerationRequest)
    assert str(repeated.size) == size


def test_builder__repeated_with_what_the_model_does_not_take() -> None:
    repeated = again(built("a fox --model wanx-v1"), {"ratio": 21 / 9})
    assert isinstance(repeated, RequestRefusal)
    assert repeated.text_id == "refusal-ratio"


@pytest.mark.parametrize(
    ("stored", "model", "written", "options"),
    [
        ("2k", "wan2.7-image", {}, {"area": 2048**2}),
        ("2k", "wanx-v1", {}, {}),  # A default never causes a refusal,
        ("4k", "wan2.7-image-pro", {}, {}),  # also not with a reference.
        ("2k", "wan2.7-image", {"size": Size(1280, 720)}, {}),
        ("2k", "wan2.7-image", {"ratio": 2.0}, {"area": 2048**2}),
        ("16:9", "wanx-v1", {"area": 2048**2}, {"shape": 16 / 9}),
        ("16:9", "wanx-v1", {"ratio": 1.0}, {}),
    ],
)
def test_preferences__size(stored: str, model: str, written: dict[str, Any], options: dict[str, Any]) -> None:
    assert Preferences(size=stored).options(CATALOGUE.models[model], written, has_shape=False) == options
