"""What a request wants changed, read from its words."""

import pytest

from studio.painter.change_words import read_wish


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("remove the boat and the moon", ["remove", "remove"]),
        ("remove the boat, make it night", ["remove", "set"]),
        ("把船去掉，加一轮月亮，改成夜晚", ["remove", "add", "set"]),
        ("without the clouds", ["remove"]),
        ("turn the summer into winter", ["set"]),
        ("thank you, lovely", []),
    ],
)
def test_wish__clauses(text: str, actions: list[str]) -> None:
    assert [change.action for change in read_wish(text).changes] == actions
