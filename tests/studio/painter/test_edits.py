"""What the models of the message protocol can be asked for: edits, several images, no background, large pictures."""

import io

import numpy as np
import pytest
from PIL import Image

from studio.look import look_of, nearest_look
from studio.painter import PaintOrder, paint
from studio.painter.watermark import COMMENT, mark_bitmap, mark_box
from tests.studio.painter.image_metrics import pixels

SIDE_PX = 320


def flat(colour: tuple[int, int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (SIDE_PX, SIDE_PX), colour).save(out, "PNG")
    return out.getvalue()


def alpha(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(io.BytesIO(png)) as image:
        assert image.mode == "RGBA"
        return np.array(image)[..., 3]


def test_edit__keeps_the_image_and_does_what_the_words_say() -> None:
    lake = paint(PaintOrder("a lake at noon", width=SIDE_PX, height=SIDE_PX))
    order = {"width": SIDE_PX, "height": SIDE_PX, "reference": lake, "ref_mode": "edit"}
    same = pixels(paint(PaintOrder("make it nicer", **order))).astype(int)  # type: ignore[arg-type]
    night = pixels(paint(PaintOrder("make it night", **order))).astype(int)  # type: ignore[arg-type]
    before = pixels(lake).astype(int)
    assert abs(same - before).mean() < 25
    assert night.mean() < before.mean() - 25


def test_edit__is_labelled_as_one() -> None:
    photo = flat((40, 90, 160))
    for mode, more, text in (("edit", (), "SHENBI STUDIO EDIT"), ("blend", (photo,), "SHENBI STUDIO BLEND")):
        png = paint(PaintOrder("海", width=512, height=512, reference=photo, ref_mode=mode, more=more))
        x, y, width, height = mark_box(512, 512, text)
        corner = pixels(png)[y : y + height, x : x + width].astype(float).mean(axis=2)
        ink = mark_bitmap(text) > 0
        assert corner[ink].mean() > corner[~ink].mean() + 45


@pytest.mark.parametrize(("number", "rows"), [(2, 1), (4, 1), (5, 2), (9, 2)])
def test_blend__has_all_images_beside_each_other(number: int, rows: int) -> None:
    colours = [(70 + 60 * (i % 3), 70 + 60 * (i // 3), 130) for i in range(number)]
    first, *more = map(flat, colours)
    order = PaintOrder("together", width=900, height=600, reference=first, ref_mode="blend", more=tuple(more))
    rgb = pixels(paint(order)).astype(int)
    seen = []
    for row in range(rows):
        columns = number * (row + 1) // rows - number * row // rows
        for column in range(columns):
            y, x = int(600 * (row + 0.5) / rows), int(900 * (column + 0.5) / columns)
            seen.append(rgb[y - 5 : y + 5, x - 5 : x + 5].mean(axis=(0, 1)))
    assert len(seen) == number
    nearest = [min(range(number), key=lambda i: abs(np.array(colours[i]) - colour).sum()) for colour in seen]
    assert nearest == list(range(number))


@pytest.mark.parametrize("prompt", ["a corgi", "a cup of coffee", "a girl, portrait"])
def test_transparent__subject_stands_on_nothing(prompt: str) -> None:
    order = PaintOrder(prompt, width=512, height=512, seed=3, transparent=True)
    opacity = alpha(paint(order))
    assert opacity[:40].max() == 0 or prompt.endswith("portrait")
    assert 0.01 < (opacity == 255).mean() < 0.9
    assert (opacity == 0).mean() > 0.1
    x, y, width, height = mark_box(512, 512)
    assert (opacity[y : y + height, x : x + width] == 255).all()
    plain = pixels(paint(PaintOrder(prompt, width=512, height=512, seed=3)))
    painted = pixels(paint(order))[..., :3]
    assert (plain[opacity == 255] == painted[opacity == 255]).all()


def test_transparent__without_a_subject_it_is_a_round_sticker() -> None:
    lake = paint(PaintOrder("a lake", width=SIDE_PX, height=SIDE_PX))
    scene = PaintOrder("mountains", width=SIDE_PX, height=SIDE_PX, transparent=True)
    edit = PaintOrder("海", width=SIDE_PX, height=SIDE_PX, transparent=True, reference=lake, ref_mode="edit")
    for order in (scene, edit):
        opacity = alpha(paint(order))
        assert (opacity[0, 0], opacity[SIDE_PX // 2, SIDE_PX // 2]) == (0, 255)


@pytest.mark.parametrize("size", [(2048, 2048), (3840, 512), (181, 1448), (4096, 4096)])
def test_large__size_mark_and_metadata_are_those_of_the_file(size: tuple[int, int]) -> None:
    png = paint(PaintOrder("a lake", style="flat illustration", width=size[0], height=size[1]))
    with Image.open(io.BytesIO(png)) as image:
        assert (image.format, image.mode, image.size, image.info["Comment"]) == ("PNG", "RGB", size, COMMENT)
        x, y, width, height = mark_box(*size)
        corner = np.array(image.crop((x, y, x + width, y + height)).convert("L")).astype(float)
    dot = height // 5
    ink = np.kron(mark_bitmap(), np.ones((dot, dot))) > 0
    assert corner[ink].mean() > corner[~ink].mean() + 45


def test_large__is_one_canvas_enlarged() -> None:
    looks = []
    for side in (1800, 2048):
        png = paint(PaintOrder("a lake at sunset", style="flat illustration", width=side, height=side, seed=5))
        with Image.open(io.BytesIO(png)) as image:
            looks.append(look_of(image))
    assert nearest_look(looks[0], looks[1:]) == looks[1]


def test_look__survives_another_format_and_size_and_tells_pictures_apart() -> None:
    looks, copies = [], []
    for prompt in ("a lake at sunset", "a lake at sunset, a boat", "a cat in a room", "a city at night"):
        for seed in (1, 2):
            png = paint(PaintOrder(prompt, width=640, height=480, seed=seed))
            with Image.open(io.BytesIO(png)) as image:
                looks.append(look_of(image))
                out = io.BytesIO()
                image.resize((320, 240), Image.Resampling.LANCZOS).save(out, "JPEG", quality=70)
            with Image.open(out) as copy:
                copies.append(look_of(copy))
    assert [nearest_look(copy, looks) for copy in copies] == looks
    assert nearest_look(looks[0], looks[4:]) is None
    assert nearest_look("", looks) is None
    with Image.new("RGB", (64, 64)) as black:
        assert nearest_look(look_of(black), [look_of(black)]) is None
