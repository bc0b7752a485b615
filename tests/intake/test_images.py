"""The images that a message means, as they are stored with its update."""

from __future__ import annotations

import dataclasses
import json

from bot.intake.images import ImageResult


def test_image_result__is_read_as_it_was_stored() -> None:
    several = ImageResult("attached", "images/1.jpg", 600, 400, more=("images/2.jpg", "images/3.jpg"))
    stored = json.dumps(dataclasses.asdict(several))
    assert ImageResult.from_json(json.loads(stored)) == several
    assert several.images == ("images/1.jpg", "images/2.jpg", "images/3.jpg")


def test_image_result__row_of_an_earlier_version_has_one_image() -> None:
    stored = '{"origin": "quoted", "key": "images/1.jpg", "width": 6, "height": 4, "problem": "", "arguments": {}}'
    assert ImageResult.from_json(json.loads(stored)) == ImageResult("quoted", "images/1.jpg", 6, 4)
    assert ImageResult.from_json(json.loads(stored)).images == ("images/1.jpg",)
    assert ImageResult("none").images == ()
