"""Actions of buttons: what 0.1.0 sent still stands in chats and must mean the same; what is packed can be unpacked."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter_api import Button
from bot.adapter_api.posts import MAX_ACTION_BYTES
from bot.grammar import callback_data as data
from bot.grammar.callback_data import KINDS, MAX_DIGITS, CallbackData, InvalidCallbackData, unpack, unpacked
from bot.grammar.vocabulary import STYLES

# The actions of version 0.1.0, and what each means.
SENT_BY_0_1_0: dict[str, CallbackData] = {
    "again:42": data.AgainCallback(42),
    "similar:42": data.SimilarCallback(42),
    "similar:42:3": data.SimilarCallback(42, 3),
    "menu:42": data.MenuCallback(42),
    "menu:42:2:repaint": data.MenuCallback(42, 2, "repaint"),
    "menu:42:1:refonly": data.MenuCallback(42, 1, "refonly"),
    "menu:42:0:back": data.MenuCallback(42, 0, "back"),
    "restyle:42:1:repaint:sketch": data.RestyleCallback(42, 1, "repaint", "sketch"),
    "restyle:42:4:refonly:oil painting": data.RestyleCallback(42, 4, "refonly", "oil painting"),
    "cancel:42": data.CancelCallback(42),
    "delete:42": data.DeleteCallback(42),
    "delete:42:yes": data.DeleteCallback(42, "yes"),
    "undelete:42": data.UndeleteCallback(42),
    "originals:42": data.OriginalsCallback(42),
    "originals:42:2": data.OriginalsCallback(42, 2),
    "show:42": data.ShowCallback(42),
    "prompt:42": data.EditPromptCallback(42),
    "star:42": data.StarCallback(42),
    "report:42": data.ReportCallback(42),
    "pick:17:sketch": data.PickStyleCallback(17, "sketch"),
    "pick:17:chinese painting": data.PickStyleCallback(17, "chinese painting"),
    "words:17:paint": data.QuestionCallback(17, "paint"),
    "words:17:anew": data.QuestionCallback(17, "anew"),
    "words:17:restyle": data.QuestionCallback(17, "restyle"),
    "words:17:command": data.QuestionCallback(17, "command"),
    "sure:again:42": data.ConfirmBurstCallback("again:42"),
    "sure:restyle:42:1:repaint:sketch": data.ConfirmBurstCallback("restyle:42:1:repaint:sketch"),
    "batch:12:yes": data.BatchCallback(12, "yes"),
    "batch:12:no": data.BatchCallback(12, "no"),
    "batch:12:stop": data.BatchCallback(12, "stop"),
    "forget:7:yes": data.ForgetCallback(7, "yes"),
    "forget:7:no": data.ForgetCallback(7, "no"),
    "lang:zh": data.LanguageCallback("zh"),
    "lang:en": data.LanguageCallback("en"),
    "set:me:0:style:watercolor": data.SettingCallback("me", 0, "style", "watercolor"),
    "set:me:2:size:16:9": data.SettingCallback("me", 2, "size", "16:9"),
    "set:here:3:menu:style": data.SettingCallback("here", 3, "menu", "style"),
    "set:here:4:n:-": data.SettingCallback("here", 4, "n", "-"),
    "set:me:7:menu:": data.SettingCallback("me", 7, "menu", ""),
    "model:me:0:wan2.7-image": data.ModelCallback("me", 0, "wan2.7-image"),
    "model:here:3": data.ModelCallback("here", 3),
    "model:me:4:-": data.ModelCallback("me", 4, "-"),
    "gal:3:2": data.GalleryPageCallback(3, 2),
    "session:1:join": data.SessionCallback(1, "join"),
    "session:1:album": data.SessionCallback(1, "album"),
    "session:1:kick:9": data.SessionCallback(1, "kick", 9),
    "vote:1:2:3": data.VoteCallback(1, 2, 3),
    "idea:1:0f3c9a": data.IdeaCallback(1, "0f3c9a"),
}
SENT_LATER: dict[str, CallbackData] = {
    # At least one of each kind that a version after 0.1.0 has added.
    "call:12:paint": data.CallCallback(12, "paint"),
    "call:12:again": data.CallCallback(12, "again"),
    "call:12:mine": data.CallCallback(12, "mine"),
    "act:12:yes": data.ActCallback(12, "yes"),
    "act:12:no": data.ActCallback(12, "no"),
    "unact:17": data.UndoActCallback(17),
    "order:ban:7": data.OrderActCallback("ban", 7),
    "admin:3:job:42": data.AdminViewCallback(3, "job", 42),
    "back:42": data.BackCallback(42),
    "undo:42": data.UndoCallback(42),
    "continue:42": data.ContinueCallback(42),
    "continue:42:2": data.ContinueCallback(42, 2),
    "collect:42:2": data.CollectCallback(42, 2),
    "blend:7:paint:2": data.BlendCallback(7, "paint", 2),
    "blend:7:move:0": data.BlendCallback(7, "move", 0),
    "menu:42:0:blend": data.MenuCallback(42, 0, "blend"),
}
SENT = SENT_BY_0_1_0 | SENT_LATER


@pytest.mark.parametrize("action", SENT)
def test_callback_data__what_was_sent_means_what_it_meant(action: str) -> None:
    assert unpack(action) == SENT[action]


@pytest.mark.parametrize("action", SENT)
def test_callback_data__what_is_sent_now_is_what_was_sent(action: str) -> None:
    assert SENT[action].pack() == action


def test_callback_data__every_kind_is_among_those_actions() -> None:
    assert {type(each) for each in SENT.values()} == set(KINDS.values())


@pytest.mark.parametrize(
    "action",
    [
        "", ":", "again", "again:", "again:x", "again:-1", "again:42:1", "again:４２", "again:" + "9" * 60, "nothing:42",
        "Again:42", " again:42", "again:42 ", "menu:42:1:paint", "menu:42::repaint", "restyle:42", "restyle:42:1",
        "restyle:42:1:repaint", "restyle:42:1:repaint:cubism", "restyle:42:1:edit:sketch", "pick:17:", "pick:17:cubism",
        "delete:42:no", "delete:42:yes:yes", "words:17:burn", "batch:12", "batch:12:maybe", "forget:7", "lang:fr", "lang",
        "set:me:0:style", "set:you:0:style:sketch", "set:me:0:colour:red", "set:me:x:style:sketch", "gal:3", "gal:3:2:1",
        "session:1", "session:x:join", "session:1:kick:nobody", "vote:1:2", "vote:1:2:3:4", "vote:1:2:x", "idea:1", "sure",
        "copy:42",
    ],
)  # fmt: skip
def test_callback_data__what_nobody_sent_is_refused(action: str) -> None:
    with pytest.raises(InvalidCallbackData):
        unpack(action)
    assert unpacked(action) is None


def _values(of_type: Any, one_of: tuple[str, ...], *, last: bool) -> st.SearchStrategy[Any]:
    if of_type is int:
        return st.integers(0, 10**MAX_DIGITS - 1)
    if allowed := get_args(of_type) or one_of:
        return st.sampled_from(allowed)
    return st.text("abc 画:" if last else "abc", max_size=6)


SMALL = {"price_li": 10**7, "picture": 99}
"""The largest numbers that are no ids: four ids of the greatest length would not fit beside one another."""


def _any_of(kind: type[CallbackData]) -> st.SearchStrategy[CallbackData]:
    types, schema = get_type_hints(kind), fields(kind)
    each = (
        st.integers(0, SMALL[f.name])
        if f.name in SMALL
        else _values(types[f.name], f.metadata.get("one_of", ()), last=f is schema[-1])
        for f in schema
    )
    return st.builds(kind, *each)


@given(st.sampled_from(list(KINDS.values())).flatmap(_any_of))
def test_callback_data__what_is_packed_fits_a_button_and_is_unpacked_again(each: CallbackData) -> None:
    action = each.pack()
    assert unpack(action) == each
    assert Button("x", action).action == action


def test_callback_data__longest_of_all_still_fits_when_it_is_confirmed() -> None:
    longest = data.RestyleCallback(10**MAX_DIGITS - 1, 10**6, "repaint", max(STYLES, key=len))
    assert len(data.ConfirmBurstCallback(longest.pack()).pack()) <= MAX_ACTION_BYTES


@pytest.mark.parametrize(
    "each",
    [
        data.IdeaCallback(1, "k" * MAX_ACTION_BYTES),
        data.IdeaCallback(1, "画" * 22),
        data.SessionCallback(1, "a:b"),
        data.AgainCallback(10**MAX_DIGITS),
        data.AgainCallback(-1),
        data.PickStyleCallback(17, "cubism"),
    ],
)
def test_callback_data__what_no_platform_carries_or_nobody_could_read_is_a_mistake_of_ours(each: CallbackData) -> None:
    with pytest.raises(ValueError, match=r".+"):
        each.pack()


@given(st.sampled_from([*KINDS, ""]), st.text("0123456789:abcxyz画 -", max_size=80))
def test_callback_data__any_text_is_data_or_refused(prefix: str, rest: str) -> None:
    found = unpacked(f"{prefix}:{rest}")
    assert found is None or type(found) is KINDS[prefix]
