"""What is sent for a post: within Discord's limits, notifying nobody who was not meant."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.discord.components import components
from adapters.discord.encode import encode
from bot.adapter_api import Button, Create, Edit, PostCall, PostView, Remove, Sender
from bot.grammar.callback_data import RestyleCallback
from bot.grammar.vocabulary import STYLES
from tests.emulators.discord.components import check_message
from tests.emulators.discord.errors import Form

ANN = Sender("discord", "42", "Ann")


def created(view: PostView) -> dict[str, Any]:
    return _checked(Create(1, view))


def edited(view: PostView) -> dict[str, Any]:
    return _checked(Edit(1, "200/600", view))


def _checked(call: PostCall) -> dict[str, Any]:
    json = encode(call).json
    assert len(json["content"]) <= 2000
    form = Form()
    check_message(json["components"], form, v2=False)
    form.done()
    return json


def buttons_of(json: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [row["components"] for row in json["components"]]


@pytest.mark.parametrize(
    "call", [Create(1, PostView("@everyone")), Edit(1, "2/3", PostView("x")), Remove(1, "2/3", PostView("x"))]
)
def test_encode__mentions_are_always_limited(call: PostCall) -> None:
    """The default notifies everybody whom a prompt names, also by an edit."""
    assert _checked(call)["allowed_mentions"] == {"parse": [], "users": [], "replied_user": False}


def test_encode__the_person_is_notified_by_a_new_message_about_an_end_alone() -> None:
    done = PostView("done, see above", mention=ANN)
    assert created(done)["content"] == "<@42> done, see above"
    assert created(done)["allowed_mentions"]["users"] == ["42"]
    for view in (
        PostView("x", mention=ANN, milestone="accepted"),
        PostView("x", mention=ANN, silent=True),
        PostView("x"),
    ):
        assert created(view)["allowed_mentions"]["users"] == []
        assert "<@" not in created(view)["content"]
    assert edited(done)["allowed_mentions"]["users"] == []
    assert edited(done)["content"] == "done, see above"
    assert created(PostView("x", mention=Sender("discord", "42> @everyone <@1")))["allowed_mentions"]["users"] == []


def test_encode__flags_silence_and_no_previews() -> None:
    assert created(PostView("x"))["flags"] == 4
    assert created(PostView("x", silent=True))["flags"] == 4 | 4096
    assert edited(PostView("x", silent=True))["flags"] == 4, "an edit cannot change it"


def test_encode__long_words_are_cut_to_what_fits() -> None:
    assert len(created(PostView("*" * 5000))["content"]) <= 2000
    assert created(PostView("*" * 5000))["content"].endswith("…")
    assert created(PostView("x" * 5000, title="t" * 500, mention=ANN))["content"].endswith("…")


def test_components__button_has_its_action_as_custom_id() -> None:
    rows = (
        (Button("Again", "again:42"), Button("Delete", "delete:42", style="danger"), Button("⭐", "star:42", on=True)),
    )
    assert components(rows) == [
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 2, "label": "Again", "custom_id": "again:42"},
                {"type": 2, "style": 4, "label": "Delete", "custom_id": "delete:42"},
                {"type": 2, "style": 3, "label": "⭐", "custom_id": "star:42"},
            ],
        }
    ]
    assert components(()) == [], "which takes buttons away"


def test_components__button_that_asks_for_words_is_marked() -> None:
    (row,) = buttons_of(created(PostView("x", buttons=((Button("Idea", "idea:7:0f3c", ask="Your idea"),),))))
    assert row[0]["custom_id"] == "?idea:7:0f3c"


def test_components__what_nobody_can_press_is_left_out_and_nothing_stands_twice() -> None:
    rows = (
        (Button("Copy", "copy:1", copy="words"), Button("Typed", ""), Button("A", "again:1"), Button("B", "again:1")),
    )
    assert [button["label"] for row in buttons_of(created(PostView("x", buttons=rows))) for button in row] == ["A"]


def test_components__long_rows_are_wrapped_and_long_labels_cut() -> None:
    row = tuple(Button("x" * 200, f"vote:1:1:{n}") for n in range(1, 8))
    made = buttons_of(created(PostView("x", buttons=(row,))))
    assert [len(each) for each in made] == [5, 2]
    assert len(made[0][0]["label"]) == 80


def test_components__many_of_one_kind_are_a_select() -> None:
    styles = [Button(name, RestyleCallback(42, 1, "repaint", name).pack()) for name in STYLES]
    rows = (*(tuple(styles[i : i + 3]) for i in range(0, len(styles), 3)), (Button("Back", "menu:42:0:back"),))
    made = buttons_of(created(PostView("x", buttons=rows)))
    assert [len(each) for each in made] == [1, 1]
    assert [option["value"] for option in made[0][0]["options"]] == [each.action for each in styles]
    assert made[1][0]["custom_id"] == "menu:42:0:back"


@pytest.mark.parametrize("count", [1, 5, 7, 12, 24])
@pytest.mark.parametrize("several", [True, False])
def test_components__nothing_is_lost_of_as_many_as_we_say_we_can_show(count: int, several: bool) -> None:
    """Rows of one to six, of one kind or of many."""
    kinds = ["originals", "again", "star", "delete", "menu", "undo"]
    each = [Button(str(n), f"{kinds[n % 6] if several else 'originals'}:{n}") for n in range(count)]
    for length in (1, 3, 6):
        rows = tuple(tuple(each[i : i + length]) for i in range(0, count, length))
        made = created(PostView("x", buttons=rows))["components"]
        found = [
            value
            for row in made
            for one in row["components"]
            for value in ([option["value"] for option in one["options"]] if one["type"] == 3 else [one["custom_id"]])
        ]
        assert found == [button.action for button in each]
