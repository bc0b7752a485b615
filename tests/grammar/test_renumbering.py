"""Words about some of several pictures, as whoever gets these alone counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.picture_numbers import numbers_named
from bot.grammar.renumbering import renumbered


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("blend 1 and 3", "blend 1 and 2"),
        ("blend 2-4", "blend 1-3"),
        ("put 3 into 4", "put 1 into 2"),
        ("put the cat from 2 into 4, please", "put the cat from 1 into 2, please"),
        ("Put the first one in the THIRD one", "Put the first one in the Second one"),
        ("use the 2nd image and the 3rd photo", "use the 1st image and the 2nd photo"),
        ("pictures two and four", "pictures one and two"),
        ("the first two photos and picture 4", "the first two photos and picture 3"),
        ("the cat from #2 in #4", "the cat from #1 in #2"),
        ("picture 2 with 3 cats of picture 4", "picture 1 with 3 cats of picture 2"),
        ("把图2放到图４里", "把图1放到图2里"),
        ("把2放到4里", "把1放到2里"),
        ("第二张和第十二张融合", "第一张和第二张融合"),
        ("前两张和第四张融合", "前两张和第三张融合"),
        ("图②放左边，图④放右边", "图1放左边，图2放右边"),
        ("2和4融合成一张", "1和2融合成一张"),
        ("图1-3合成", "图1-3合成"),
    ],
)
def test_renumbered__several_are_counted_from_one(text: str, then: str) -> None:
    kept = sorted(numbers_named(text))
    assert len(kept) > 1
    assert renumbered(text, kept) == then


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("make picture 2 darker", "make this picture darker"),
        ("make the picture 2 darker", "make this picture darker"),
        ("Photos #3 at night", "this Photo at night"),
        ("picture number two, but in winter", "this picture, but in winter"),
        ("the second one, but at night", "this one, but at night"),
        ("make the 2nd photo of the cats darker", "make this photo of the cats darker"),
        ("my second photo without people", "my photo without people"),
        ("make it like #2, but at night", "make it like this picture, but at night"),
        ("第二张改成夜晚", "这张改成夜晚"),
        ("把第 2 张照片调亮", "把这 张照片调亮"),
        ("图2的天空换成晚霞", "这张图的天空换成晚霞"),
        ("照片３去掉路人", "这张照片去掉路人"),
        ("用2号图的脸", "用这张图的脸"),
        ("2图里的人去掉", "这张图里的人去掉"),
        ("把#2改成夜晚", "把这张图改成夜晚"),
        ("#2图的衣服换成红色", "这张图的衣服换成红色"),
        ("把第二个改成蓝色", "把这个改成蓝色"),
    ],
)
def test_renumbered__the_only_one_is_this_picture(text: str, then: str) -> None:
    assert renumbered(text, sorted(numbers_named(text))) == then


@pytest.mark.parametrize("text", ["2 cats", "第二次画得更好", "16:9", "image 2x bigger", "#2 pencil", ""])
def test_renumbered__what_names_no_picture_stays(text: str) -> None:
    assert renumbered(text, (2,)) == text


@given(st.text(alphabet="图第张和到 1234２３②一二三ab#,pictureandthe"), st.sets(st.integers(1, 9), min_size=1))
def test_renumbered__whatever_is_written_is_read_as_the_new_numbers(text: str, kept: set[int]) -> None:
    """Never an error; words that name no picture stay."""
    numbers = sorted(kept & numbers_named(text)) or sorted(kept)
    again = renumbered(text, numbers)
    assert isinstance(again, str)
    if not numbers_named(text):
        assert again == text
