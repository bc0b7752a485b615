"""Which pictures words name by number."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.picture_numbers import MAX_NUMBER, numbers_named


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("把图1的人放到图2的房间里", {1, 2}),
        ("图一的猫换成图二的狗", {1, 2}),
        ("把图 3 的天空换到图１", {1, 3}),
        ("图片2做背景", {2}),
        ("照片3去掉路人", {3}),
        ("第2张调亮", {2}),
        ("第二张图的风格", {2}),
        ("第 三 张照片", {3}),
        ("第十二张", {12}),
        ("用1号图的脸", {1}),
        ("２号图和3号图合成一张", {2, 3}),
        ("图①放左边，图②放右边", {1, 2}),
        ("图1、2、3拼成一张", {1, 2, 3}),
        ("图1和2合在一起", {1, 2}),
        ("第一、三张融合", {1, 3}),
        ("第一张和第四张", {1, 4}),
        ("图1-3合成", {1, 2, 3}),
        ("图一到图四", {1, 4}),
        ("图1到3", {1, 2, 3}),
        ("前两张融合", {1, 2}),
        ("第二个改成蓝色", {2}),
        ("第二个图片", {2}),
        ("1图的人换上2图的衣服", {1, 2}),
        ("#2的衣服", {2}),
        ("picture1里的人", {1}),
        ("图一脸换到图二身上", {1, 2}),
        ("put the dog from picture 2 into image 1", {1, 2}),
        ("Photo 3 as the background", {3}),
        ("pic2's sky", {2}),
        ("img_1 with the colours of img 2", {1, 2}),
        ("Image #2, please", {2}),
        ("picture no. 4", {4}),
        ("photo number two", {2}),
        ("picture two is the background", {2}),
        ("pictures 1, 2 and 3 together", {1, 2, 3}),
        ("images 1-3", {1, 2, 3}),
        ("pics 1 & 2", {1, 2}),
        ("photo 2 of 3", {2}),
        ("the second picture", {2}),
        ("use the 1st image and the third photo", {1, 3}),
        ("the first and second images", {1, 2}),
        ("the first two photos", {1, 2}),
        ("make the second one blue", {2}),
        ("the 2ND one", {2}),
        ("12th photo", {12}),
        ("the cat from #1 in #2", {1, 2}),
        ("picture 2 needs more light", {2}),
        ("blend picture 1 with picture 2.", {1, 2}),
        ("combine 1 and 2", {1, 2}),
        ("1和3融合", {1, 3}),
        ("ｐｉｃｔｕｒｅ ２", {2}),
    ],
)
def test_numbers_named__reads_the_numbers_of_pictures(text: str, numbers: set[int]) -> None:
    assert numbers_named(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2 cats",
        "第二次画得更好",
        "picture of 2 cats",
        "picture 2 cats on a roof",
        "in 2 minutes",
        "image 2 minutes ago",
        "3D",
        "image 3d",
        "photo 4k",
        "16:9",
        "图16:9",
        "image 16:9",
        "top 10 images",
        "image 50%",
        "picture 1024x768",
        "photo 2024",
        "image 2x bigger",
        "图片2张",
        "照片三张",
        "画图3个人",
        "图一乐",
        "修图一下",
        "给照片四周加白边",
        "这图十分好看",
        "照片一寸",
        "图三维效果",
        "试图2",
        "第二个人去掉",
        "去掉第二张椅子",
        "第二天",
        "第一名",
        "last picture",
        "后两张",
        "the second one from the left",
        "the second cat",
        "in a second picture yourself",
        "we are #1",
        "sky in #222222",
        "#2 pencil",
        "picture one more cat",
        "one picture",
        "two pictures",
        "三张图",
        "combine 2 and 3 cats",
        "2个和3个合成",
        "图0",
    ],
)
def test_numbers_named__a_count_names_no_picture(text: str) -> None:
    assert numbers_named(text) == frozenset()


@given(st.text())
def test_numbers_named__whatever_is_written_gives_numbers_of_pictures(text: str) -> None:
    assert all(1 <= number <= MAX_NUMBER for number in numbers_named(text))


@pytest.mark.parametrize(
    "part", ["图1、", "picture 1, ", "第一和", " ", "first and ", "1 ", "一", "#", "图", "picture ", "十"]
)
def test_numbers_named__hostile_repetitions_take_linear_time(part: str) -> None:
    text = part * (4_000 // len(part))
    start = time.process_time()
    numbers_named(text)
    assert time.process_time() - start < 0.5
