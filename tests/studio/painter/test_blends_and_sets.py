"""Own scenes put together by composition, and sets of pictures with one subject."""

from __future__ import annotations

import numpy as np
import pytest

from studio.painter import Painting, PaintOrder, painted
from tests.studio.painter.image_metrics import encoded
from tests.studio.painter.test_changes import SIDE_PX, apart, painting, scene

WOMAN = "a woman on a meadow at noon"
ROOM = "a cozy room with a window"


def blend(words: str, *images: bytes) -> Painting:
    first, *more = images
    order = PaintOrder(words, width=SIDE_PX, height=SIDE_PX, reference=first, ref_mode="blend", more=tuple(more))
    return painted(order)


def told(of: Painting) -> str:
    return ", ".join(english for english, _ in of.words)


@pytest.mark.parametrize(
    "words",
    ["put her in this room", "put the woman of picture 1 into picture 2", "把图1的女人放进图2", "把她放到这个房间里"],
)
def test_blend__subject_goes_where_the_words_say(words: str) -> None:
    woman, room = painting(WOMAN), painting(ROOM, 4)
    after = blend(words, woman.data, room.data)
    assert (told(after), after.unread) == ("a woman, interior, window, warm, photo", ())
    assert apart(room, after).mean() < 0.2, "the room is as it was"


def test_blend__subject_looks_as_it_did() -> None:
    """The woman of each seed wears another dress; in the room it is the same one."""
    for seed in (1, 3, 5):
        woman, room = painting(WOMAN, seed), painting(ROOM, 4)
        after = blend("put her in this room", woman.data, room.data)
        settled = scene(after).brief.settled
        assert settled is not None and settled.origins["woman"] == seed
        dresses = []
        for made in (woman, after):
            there = scene(made).brief.settled
            assert there is not None
            (figure,) = there.figures
            x, y = int(figure.x * SIDE_PX), int((figure.foot - figure.size * 0.35 * SIDE_PX / SIDE_PX) * SIDE_PX)
            dresses.append(np.median(made.pixels[y - 4 : y + 4, x - 4 : x + 4].reshape(-1, 3), axis=0))
        hues = [dress / dress.max() for dress in dresses]
        assert np.abs(hues[0] - hues[1]).max() < 0.25, (seed, dresses)


def test_blend__words_change_the_whole_too() -> None:
    after = blend("put them together, make it night", painting(WOMAN).data, painting("a black dog", 3).data)
    assert told(after) == "a woman, a black dog, meadow, night, photo"
    assert after.unread == ()


def test_blend__place_that_none_of_them_shows_is_painted() -> None:
    after = blend("put them on a beach", painting(WOMAN).data, painting("a black dog", 3).data)
    assert told(after) == "a woman, a black dog, sea, noon, photo"


def test_blend__own_subject_is_cut_out_and_stands_on_a_photo() -> None:
    photo = np.full((SIDE_PX, SIDE_PX, 3), (90, 140, 190), np.uint8)
    after = blend("put the cat on the photo", encoded(photo), painting("a black cat").data)
    changed = np.abs(after.pixels[: SIDE_PX - 20].astype(int) - photo[: SIDE_PX - 20]).max(axis=2) > 24
    assert 0.05 < changed.mean() < 0.4
    assert not changed[:60].any()
    assert (after.words, after.unread) == ((), ())


def view(prompt: str, number: int, seed: int = 40) -> Painting:
    return painted(PaintOrder(prompt, width=SIDE_PX, height=SIDE_PX, seed=seed + number, view=number))


def test_set__each_picture_has_its_season() -> None:
    made = [view("a fox in the four seasons", number) for number in range(4)]
    assert [told(one).split(", ")[1] for one in made] == ["spring", "summer", "autumn", "winter"]
    assert [one.unread for one in made] == [()] * 4


def test_set__subject_is_the_same_and_seen_in_several_ways() -> None:
    made = [scene(view("a woman on a meadow at noon", number)) for number in range(3)]
    assert {one.view.subject_seed for one in made if one.view} == {40}
    sizes = [one.brief.settled.figures[0].size for one in made if one.brief.settled]
    assert len(set(sizes)) == 3


def test_set__change_of_one_of_them_keeps_its_view() -> None:
    first = view("a woman on a meadow at noon", 1)
    order = PaintOrder("make it night", width=SIDE_PX, height=SIDE_PX, seed=9, reference=first.data, ref_mode="edit")
    night = painted(order)
    assert scene(night).view == scene(first).view
    there = PaintOrder("make it noon", width=SIDE_PX, height=SIDE_PX, seed=9, reference=night.data, ref_mode="edit")
    assert not apart(first, painted(there)).any()
