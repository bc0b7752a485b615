"""Several pictures made into one: by number, by replies, by a button; their order and the price before anything is painted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.intake import blend_list
from bot.jobs.stored_request import request_of
from bot.retention.deletion import expire_pictures
from bot.store import Tx
from bot.store.rows import BlendRow
from studio.server import Studio
from tests.conftest import RunningApp, photo, running_app
from tests.raw_rows import raw_rows
from tests.scripted import APPEND_ONLY, BotMessage, ScriptedPlatform
from tests.waiting import stored

HEAD = "pictures to combine, in this order"


async def painted(shenbi: RunningApp, *words: str, chat: str = "ann", group: bool = False) -> list[BotMessage]:
    """Pictures of the person's own, one for each of the words."""
    count = len([m for m in shenbi.chat.visible(chat) if m.view.picture])
    shown = []
    for text in words:
        await shenbi.chat.say(f"/imagine {text}", chat=chat, group=group)
        count += 1
        shown.append(await shenbi.chat.picture(chat, count))
    return shown


async def sheet(shenbi: RunningApp, count: int, chat: str = "ann") -> BotMessage:
    """The post of a list, with its sheet of `count` pictures."""
    head = f"{count} {HEAD}" if count > 1 else "1 picture to combine"
    found: BotMessage = await shenbi.chat.until(
        lambda: next((m for m in shenbi.chat.visible(chat) if head in m.view.text and m.view.picture), None)
    )
    return found


async def settled(shenbi: RunningApp) -> None:
    """Everything that was said has been handled, and everything that is to be posted is posted."""
    await stored(shenbi.app.store, lambda tx: not (tx.value("inbox.count_open") or tx.value("posts.count_open")))


async def blends(shenbi: RunningApp) -> list[tuple[str, ...]]:
    """The images of each blend that was ordered, oldest first."""
    jobs = [job for job in (await shenbi.jobs())[::-1] if job.kind == "blend"]
    references = [request_of(job).reference for job in jobs]
    return [reference.images for reference in references if reference]


def key(job: int, number: int = 1) -> str:
    return f"jobs/{job}/{number - 1}.png"


# --- order and price before painting


async def test_blend__shows_order_words_and_price_and_paints_once_when_agreed(shenbi: RunningApp) -> None:
    await painted(shenbi, "a girl", "a room")
    await shenbi.chat.say("/blend --from 1 --from 2 put her in this room")
    shown = await sheet(shenbi, 2)
    assert shown.view.text == (
        "2 pictures to combine, in this order\n“put her in this room”\n1 picture with wan2.7-image · ¥0.2"
    )
    assert [b.label for row in shown.view.buttons for b in row] == ["🖌 Paint", "⇄ Swap order", "Cancel"]
    assert await blends(shenbi) == []
    typed = shown.view.buttons[0][0].typed
    await shenbi.chat.press(shown, "Paint")
    await shenbi.chat.until(lambda: shown.gone)
    await shenbi.chat.say(typed)
    await shenbi.chat.text("This list is not here any more")
    await shenbi.chat.picture(count=3)
    assert await blends(shenbi) == [(key(1), key(2))]
    job = (await shenbi.jobs())[0]
    request = request_of(job)
    assert (job.kind, request.prompt, request.model, job.price_li) == (
        "blend",
        "put her in this room",
        "wan2.7-image",
        200,
    )
    assert request.reference and request.reference.mode == "edit"


async def test_blend__two_are_swapped_and_of_three_the_first_goes_to_the_end(shenbi: RunningApp) -> None:
    await painted(shenbi, "a girl", "a room", "a dog")
    await shenbi.chat.say("/blend --from 1,2 together")
    shown = await sheet(shenbi, 2)
    before = shown.view.buttons[0][0].action
    await shenbi.chat.press(shown, "Swap order")
    await shenbi.chat.until(lambda: shown.view.picture and shown.view.buttons[0][0].action != before)
    await shenbi.chat.push(
        {
            "action": before,
            "under": shown.id,
            "user": "ann",
            "chat": "ann",
            "language": "en",
            "admin": False,
            "direct": True,
        }
    )
    await shenbi.chat.text("The list has changed since this was shown")
    assert await blends(shenbi) == []
    await shenbi.chat.press(shown, "Paint")
    await shenbi.chat.picture(count=4)
    await shenbi.chat.say("/融合 --来源 1,2,3 放在一起", language="zh")
    shown = await shenbi.chat.text("共 3 张，顺序如下")
    await shenbi.chat.press(shown, "第一张移到最后")
    await shenbi.chat.until(lambda: ":1" not in shown.view.buttons[0][0].action[-2:])
    await shenbi.chat.press(shown, "画吧")
    await shenbi.chat.picture(count=5)
    assert await blends(shenbi) == [(key(2), key(1)), (key(2), key(3), key(1))]


async def test_blend__without_words_has_words_of_its_own_in_the_persons_language(shenbi: RunningApp) -> None:
    await painted(shenbi, "a girl", "a room")
    await shenbi.chat.say("/融合 --来源 1 --来源 2", language="zh")
    shown = await shenbi.chat.text("不写文字的话，我就把它们自然地合成一张")
    await shenbi.chat.press(shown, "画吧")
    await shenbi.chat.picture(count=3)
    assert (await shenbi.jobs())[0].prompt == "把这 2 张图自然地融合成一张图"


async def test_blend__variants_and_many_pictures_are_asked_about_once(shenbi: RunningApp) -> None:
    await painted(shenbi, "a girl", "a room")
    await shenbi.chat.say("/blend --from 1,2 her in a {red, blue} dress --n 3")
    shown = await sheet(shenbi, 2)
    assert "6 pictures with wan2.7-image · ¥1.2" in shown.view.text
    await shenbi.chat.press(shown, "Paint")
    await shenbi.chat.picture(count=4)
    assert [job.prompt for job in (await shenbi.jobs())[:2]] == ["her in a blue dress", "her in a red dress"]
    assert [job.n for job in (await shenbi.jobs())[:2]] == [3, 3]


# --- collecting


async def test_collecting__by_reply_and_by_button_is_one_post_and_the_words_paint(shenbi: RunningApp) -> None:
    girl, room = await painted(shenbi, "a girl", "a room")
    await shenbi.chat.say("/blend", reply_to=girl.id)
    shown = await sheet(shenbi, 1)
    assert "One more is needed" in shown.view.text
    assert [b.label for row in shown.view.buttons for b in row] == ["Cancel"]
    await shenbi.chat.press(room, "Combine")
    await shenbi.chat.until(lambda: f"2 {HEAD}" in shown.view.text and "¥0.2" in shown.view.text)
    assert len([m for m in shenbi.chat.visible() if "to combine" in m.view.text]) == 1
    await shenbi.chat.say("/blend", reply_to=room.id)
    await shenbi.chat.text("on your list already, as number 2")
    await shenbi.chat.until(lambda: shown.view.picture)
    await settled(shenbi)
    await shenbi.chat.say("put her in this room", reply_to=shown.id)
    await shenbi.chat.until(lambda: shown.gone)
    assert await blends(shenbi) == [(key(1), key(2))]


async def test_collecting__words_that_cost_more_than_was_shown_are_shown_first(shenbi: RunningApp) -> None:
    await painted(shenbi, "a girl", "a room")
    await shenbi.chat.say("/blend --from 1,2")
    shown = await sheet(shenbi, 2)
    await settled(shenbi)
    await shenbi.chat.say("/blend at the sea --model wan2.7-image-pro")
    await shenbi.chat.until(lambda: "1 picture with wan2.7-image-pro · ¥0.5" in shown.view.text)
    assert "“at the sea”" in shown.view.text
    assert await blends(shenbi) == []


async def test_collecting__photos_are_collected_and_praise_is_not_painted(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/blend", image=photo())
    await sheet(shenbi, 1)
    await shenbi.chat.say("/blend", image=photo(colour="red"))
    shown = await sheet(shenbi, 2)
    await settled(shenbi)
    await shenbi.chat.say("wow, great!", reply_to=shown.id)
    await settled(shenbi)
    assert await blends(shenbi) == []
    await shenbi.chat.press(shown, "Paint")
    await shenbi.chat.until(lambda: shown.gone)
    ((first, second),) = await blends(shenbi)
    assert first.startswith("images/") and second.startswith("images/") and first != second


async def test_collecting__cancel_empties_the_list_and_an_old_one_is_put_away(shenbi: RunningApp) -> None:
    await painted(shenbi, "a girl", "a room")
    await shenbi.chat.say("/blend --from 1,2")
    shown = await sheet(shenbi, 2)
    await shenbi.chat.press(shown, "Cancel")
    await shenbi.chat.until(lambda: shown.gone)
    await shenbi.chat.say("/blend put her there")
    await shenbi.chat.text("Which pictures?")
    await shenbi.chat.say("/blend --from 1,2 once more")
    shown = await sheet(shenbi, 2)
    old = blend_list.LIFE_S + 60
    await shenbi.app.store.write(
        lambda tx: raw_rows(tx, f"UPDATE blend SET changed_at = changed_at - {old} RETURNING id")
    )
    await shenbi.chat.press(shown, "Paint")
    await shenbi.chat.text("This list is over an hour old")
    await shenbi.chat.until(lambda: shown.gone)
    assert await blends(shenbi) == []


async def test_collecting__a_new_list_takes_the_place_of_another_and_says_so(shenbi: RunningApp) -> None:
    await painted(shenbi, "a girl", "a room", "a dog")
    await shenbi.chat.say("/blend --from 1,2 together")
    first = await sheet(shenbi, 2)
    await shenbi.chat.say("/blend --from 2,1,3 together")
    await sheet(shenbi, 3)
    await shenbi.chat.until(lambda: first.gone)
    assert not any("takes the place" in m.view.text for m in shenbi.chat.visible())  # It has what was on that.
    await shenbi.chat.say("/blend --from 1,3 apart")
    await shenbi.chat.text("takes the place of the list that you had here, of 3 pictures. Nothing of that was painted")
    assert await blends(shenbi) == []


# --- what cannot be


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/blend --from 1,2 put the cat of picture 4 into picture 1", "There is no picture 4 here: there are only 2."),
        ("/blend --from 1,7 together", "There is no picture 1 of #7"),
        ("/blend", "Which pictures?"),
        ("/blend her in this room", "Which pictures?"),
        ("/blend --from x,2 together", "is not a picture's number"),
        ("/blend --from 1,2 her and https://example.com/cat.png", "open links"),
    ],
)
async def test_blend__what_cannot_be_has_an_answer_of_its_own(shenbi: RunningApp, said: str, answer: str) -> None:
    await painted(shenbi, "a girl", "a room")
    await shenbi.app.store.write(lambda tx: raw_rows(tx, "UPDATE conversation SET last_image = '' RETURNING id"))
    await shenbi.chat.say(said)
    await shenbi.chat.text(answer)
    await settled(shenbi)
    assert await shenbi.app.store.read(lambda tx: tx.value("blends.of_person", person_id=1)) is None
    assert await blends(shenbi) == []


async def test_blend__more_images_than_the_model_takes_go_to_the_cheapest_that_does_or_it_is_named(
    tmp_path: Path, studio: Studio
) -> None:
    upstream = {
        "edit_model": "wan2.5-i2i-preview",
        "allowed_models": ["wanx-v1", "wan2.5-i2i-preview", "wan2.7-image-pro", "wan2.7-image"],
    }
    async with running_app(tmp_path, studio, upstream=upstream) as shenbi:
        await painted(shenbi, *(f"picture {word}" for word in "abcdefghij"))
        await shenbi.chat.say("/blend --from 1,2,3,4 together --model wan2.5-i2i-preview")
        refused = await shenbi.chat.text("wan2.5-i2i-preview takes at most 3 images at a time, not 4")
        assert "These take that many: wan2.7-image, wan2.7-image-pro" in refused.view.text
        assert "Without --model, wan2.7-image would do it for ¥0.2 a picture." in refused.view.text
        await shenbi.chat.say("/blend --from 1,2,3 three")
        await shenbi.chat.text("1 picture with wan2.5-i2i-preview · ¥0.2")
        await shenbi.chat.say("/blend --from 1,2,3,4 four")
        await shenbi.chat.text("1 picture with wan2.7-image · ¥0.2")
        await shenbi.chat.say("/blend --from 1,2,3,4,5,6,7,8,9,10 ten")
        refused = await shenbi.chat.text("No model here takes 10 images at a time")
        assert "qwen-image-2.1-turbo could do it" in refused.view.text
        assert await blends(shenbi) == []


# --- in groups, and what is deleted meanwhile


async def test_group__only_the_person_presses_and_the_list_is_theirs(shenbi: RunningApp) -> None:
    _, room = await painted(shenbi, "a girl", "a room", chat="club", group=True)
    await shenbi.chat.say("/blend --from 1,2 together", chat="club", group=True)
    shown = await sheet(shenbi, 2, "club")
    for label in ("Paint", "Swap order", "Cancel"):
        await shenbi.chat.press(shown, label, user="bob")
    await shenbi.chat.until(
        lambda: len([m for m in shenbi.chat.visible("club") if "Only the person who asked" in m.view.text]) == 3
    )
    await shenbi.chat.press(room, "Combine", user="bob")
    await sheet(shenbi, 1, "club")
    assert f"2 {HEAD}" in shown.view.text
    assert not shown.gone
    assert await blends(shenbi) == []


async def test_deletion__takes_a_picture_off_the_list_says_so_and_nothing_is_charged(shenbi: RunningApp) -> None:
    await painted(shenbi, "a girl", "a room", "a dog", chat="club", group=True)
    await shenbi.chat.say("/blend --from 1,2,3 together", chat="club", group=True)
    shown = await sheet(shenbi, 3, "club")
    await shenbi.chat.say("/delete 1", chat="club", group=True)
    await shenbi.chat.until(lambda: f"2 {HEAD}" in shown.view.text and shown.view.picture)
    assert (
        "One of the pictures has been deleted; it is off the list. Nothing was painted or charged." in shown.view.text
    )
    assert "Press “Paint” to see what painting these costs now." in shown.view.text
    await shenbi.chat.press(shown, "Paint")
    await shenbi.chat.until(lambda: "1 picture with wan2.7-image · ¥0.2" in shown.view.text)
    assert await blends(shenbi) == []
    await shenbi.chat.press(shown, "Paint")
    await shenbi.chat.until(lambda: shown.gone)
    assert await blends(shenbi) == [(key(2), key(3))]


async def test_deletion__of_a_file_alone_is_noticed_when_it_is_to_be_painted(shenbi: RunningApp) -> None:
    """An upload that has expired, or whose sender was forgotten, does not pass through the deletion of pictures."""
    await painted(shenbi, "a girl")
    await shenbi.chat.say("/blend --from 1")
    await sheet(shenbi, 1)
    await shenbi.chat.say("/blend", image=photo())
    shown = await sheet(shenbi, 2)
    await shenbi.app.store.write(lambda tx: raw_rows(tx, "DELETE FROM image RETURNING key"))
    await shenbi.chat.press(shown, "Paint")
    await shenbi.chat.until(lambda: "1 picture to combine" in shown.view.text)
    assert "One of the pictures has been deleted" in shown.view.text
    assert await blends(shenbi) == []


async def test_retention__takes_what_is_too_old_off_the_lists(shenbi: RunningApp) -> None:
    await painted(shenbi, "a girl", "a room", "a dog")
    await shenbi.chat.say("/blend --from 1,2,3 together")
    shown = await sheet(shenbi, 3)
    await shenbi.app.store.write(expire_pictures, 1)
    await shenbi.chat.until(lambda: f"2 {HEAD}" in shown.view.text and shown.view.picture)
    assert "One of the pictures has been deleted" in shown.view.text
    await shenbi.chat.press(shown, "Paint")
    await shenbi.chat.until(lambda: "¥0.2" in shown.view.text)
    assert await blends(shenbi) == []


async def test_forget__takes_ones_photos_off_the_lists_of_others_with_the_sheets(shenbi: RunningApp) -> None:
    await painted(shenbi, "a room", chat="club", group=True)
    photographed = await shenbi.chat.say("look", user="bob", chat="club", group=True, image=photo())
    await shenbi.chat.say("/blend", chat="club", group=True, reply_to=photographed, reply_image=photo())
    await shenbi.chat.say("/restyle sketch", user="bob", chat="club", group=True, image=photo())
    await sheet(shenbi, 1, "club")
    # Ann has sent the same bytes by quoting them; without her it is Bob's alone.
    await shenbi.app.store.write(lambda tx: raw_rows(tx, "DELETE FROM image_upload WHERE person_id = 1 RETURNING key"))
    await shenbi.chat.say("/blend --from 1", chat="club", group=True)
    shown = await sheet(shenbi, 2, "club")
    before = await shenbi.app.store.read(lambda tx: raw_rows(tx, "SELECT key FROM rendered_sheet ORDER BY key"))
    await shenbi.chat.say("/forget yes", user="bob", chat="club", group=True)
    await shenbi.chat.until(lambda: "1 picture to combine" in shown.view.text)
    after = await shenbi.app.store.read(lambda tx: raw_rows(tx, "SELECT key FROM rendered_sheet ORDER BY key"))
    assert {row["key"] for row in before}.isdisjoint(row["key"] for row in after)


# --- limits, platforms


async def test_limit__leaves_the_list_and_charges_nothing(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, limits={"pictures_per_day": 2}) as shenbi:
        await painted(shenbi, "a girl", "a room")
        await shenbi.chat.say("/blend --from 1,2 together")
        shown = await sheet(shenbi, 2)
        await shenbi.chat.press(shown, "Paint")
        await shenbi.chat.text("Daily limit reached")
        assert not shown.gone
        assert await blends(shenbi) == []


async def test_platform_without_callbacks__takes_the_typed_forms_and_posts_each_state(
    tmp_path: Path, studio: Studio
) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as shenbi:
        await painted(shenbi, "a girl", "a room")
        await shenbi.chat.say("/blend --from 1")
        await shenbi.chat.text("One more is needed")
        await shenbi.chat.say("/blend --from 2 together")
        shown = await sheet(shenbi, 2)
        assert shown.view.picture
        typed = [b.typed for row in shown.view.buttons for b in row]
        await shenbi.chat.say(typed[1])
        swapped = await shenbi.chat.until(
            lambda: next((m for m in shenbi.chat.visible() if HEAD in m.view.text and m is not shown), None)
        )
        await shenbi.chat.say(typed[0])
        await shenbi.chat.text("The list has changed since this was shown")
        await shenbi.chat.say(swapped.view.buttons[0][0].typed)
        await shenbi.chat.until(lambda: any("#3 ·" in m.view.text for m in shenbi.chat.visible()))
        assert await blends(shenbi) == [(key(2), key(1))]


async def test_result_of_several__asks_which_of_them_is_collected(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a girl --n 2")
    shown = await shenbi.chat.picture()
    await shenbi.chat.press(shown, "Combine")
    await shenbi.chat.until(lambda: any("🧩 2" in b.label for row in shown.view.buttons for b in row))
    await shenbi.chat.press(shown, "🧩 2")
    await sheet(shenbi, 1)
    keys = await shenbi.app.store.read(lambda tx: blend_list.keys_of(tx, tx.get(BlendRow, "blends.read", id=1).id))
    assert keys == (key(1, 2),)
    await shenbi.chat.until(lambda: any("Combine" in b.label for row in shown.view.buttons for b in row))


async def test_expiry__ends_old_lists_with_their_posts_and_sheets(shenbi: RunningApp) -> None:
    await painted(shenbi, "a girl")
    await shenbi.chat.say("/blend --from 1")
    shown = await sheet(shenbi, 1)
    await settled(shenbi)

    def later(tx: Tx) -> None:
        raw_rows(tx, f"UPDATE blend SET changed_at = changed_at - {blend_list.LIFE_S + 1} RETURNING id")
        blend_list.expire(tx)

    await shenbi.app.store.write(later)
    await shenbi.chat.until(lambda: shown.gone)
    left = await shenbi.app.store.read(
        lambda tx: [len(raw_rows(tx, f"SELECT * FROM {t}")) for t in ("blend", "blend_picture", "rendered_sheet")]
    )
    assert left == [0, 0, 0]
