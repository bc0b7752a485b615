"""The message protocol: tasks and answers with pictures, and the shapes of both for each model."""

import asyncio
import base64
import io
from typing import Any

import pytest
from PIL import Image

from studio.server import Fault
from studio.server.canned_pictures import canned_png
from tests.clock import DrivenClock
from tests.studio.client import StudioClient, summary
from tests.studio.test_faults import until_clock_is_awaited

PHOTO = "data:image/png;base64," + base64.b64encode(canned_png(600, 300, 1, "photo")).decode()


def pictures(body: dict[str, Any]) -> list[str]:
    """The URLs of all pictures: of all choices, all items."""
    return [
        item["image"]
        for choice in body["output"]["choices"]
        for item in choice["message"]["content"]
        if "image" in item
    ]


async def test_messages__task(client: StudioClient) -> None:
    created = await client.say("日出", "wan2.7-image", images=[PHOTO, PHOTO], size="1K", n=1, seed=7)
    assert created.body["output"] == {"task_status": "PENDING", "task_id": created.task_id}
    done = (await client.until_finished(created.task_id)).body
    output = done["output"]
    assert set(output) == {
        "task_id", "task_status", "submit_time", "scheduled_time", "end_time", "finished", "choices",
    }  # fmt: skip
    (choice,) = output["choices"]
    assert (choice["finish_reason"], choice["message"]["role"], output["finished"]) == ("stop", "assistant", True)
    ((item,),) = [choice["message"]["content"]]
    assert set(item) == {"image", "type"} and item["type"] == "image"
    assert set(done["usage"]) == {"image_count", "size", "input_tokens", "output_tokens", "total_tokens"}
    assert (done["usage"]["image_count"], done["usage"]["size"]) == (1, "1440*720")
    assert (await client.get(item["image"]))[0] == 200


async def test_messages__answer_brings_the_pictures(client: StudioClient) -> None:
    answer = await client.paint("a sticker", "qwen-image-2.1-turbo", size="1024*768", n=2)
    assert set(answer.body) == {"output", "usage", "request_id"}
    assert set(answer.body["output"]) == {"choices"}
    (choice,) = answer.body["output"]["choices"]
    assert [set(item) for item in choice["message"]["content"]] == [{"image"}, {"image"}]
    assert answer.body["usage"] == {"image_count": 2, "width": 1024, "height": 768}
    assert len({(await client.get(url))[1] for url in pictures(answer.body)}) == 2


async def test_messages__answer_leaves_no_task_behind_but_is_billed(client: StudioClient) -> None:
    await client.paint("海", "z-image-turbo")
    (task,) = client.studio.record()["tasks"]
    assert (task["sync"], task["status"], task["image_count"]) == (True, "SUCCEEDED", 1)
    assert (await client.query(task["task_id"])).task_status == "UNKNOWN"
    assert (await client.call("GET", "/tasks")).body["total"] == 0
    assert (await client.cancel(task["task_id"])).code == "UnsupportedOperation"
    assert (summary(client)["pictures_billed"], summary(client)["yuan_billed"]) == (1, "0.10")


async def test_messages__answer_takes_as_long_as_the_painting(driven: StudioClient, clock: DrivenClock) -> None:
    driven.studio.change_settings(min_task_s=20)
    call = asyncio.create_task(driven.paint("海", "wan2.7-image"))
    await until_clock_is_awaited(clock)
    clock.advance(19)
    await driven.query("anything")
    assert not call.done()
    assert driven.studio.record()["tasks"][0]["status"] == "RUNNING"
    clock.advance(1)
    assert len(pictures((await call).body)) == 1


@pytest.mark.parametrize("model", ["wan2.6-t2i", "wan2.6-image"])
@pytest.mark.parametrize("sync", [True, False])
async def test_messages__wan26_has_a_choice_for_each_picture(client: StudioClient, model: str, sync: bool) -> None:
    images = [PHOTO] if model == "wan2.6-image" else []
    body = await client.made("海", model, sync=sync, images=images, n=2)
    assert [len(choice["message"]["content"]) for choice in body["output"]["choices"]] == [1, 1]
    assert body["output"]["finished"] is True
    assert (body["usage"]["image_count"], body["usage"]["total_tokens"]) == (2, 0)


async def test_messages__items_and_usage_of_qwen_3(client: StudioClient) -> None:
    client.studio.change_settings(submissions_per_second={"qwen-image-3.0-pro": 1000})
    for sync in (True, False):
        body = await client.made("海报", "qwen-image-3.0-pro", sync=sync, images=[PHOTO], size="2048*2048", n=2)
        (choice,) = body["output"]["choices"]
        assert [set(item) for item in choice["message"]["content"]] == [{"image"} if sync else {"image", "type"}] * 2
        assert "finished" not in body["output"]
        assert body["output"].get("rewrite_status") == (None if sync else "not_use")
        assert body["usage"] == {
            "output_width": 2048,
            "output_height": 2048,
            "input_image_count": 1,
            "input_image_type": "qima_input_1k",
            "output_image_count": 2,
            "output_image_type": "qima_output_2k",
        }
    assert summary(client)["yuan_billed"] == "2.04"


async def test_messages__z_image_adds_the_text(client: StudioClient) -> None:
    body = await client.made("海", "z-image-turbo", sync=True, prompt_extend=True)
    (choice,) = body["output"]["choices"]
    assert [set(item) for item in choice["message"]["content"]] == [{"image"}, {"text"}]
    assert choice["message"]["reasoning_content"]
    assert (body["usage"]["width"], body["usage"]["height"], body["usage"]["image_count"]) == (1024, 1536, 1)
    assert body["usage"]["output_tokens_details"] == {"reasoning_tokens": 0}
    assert summary(client)["yuan_billed"] == "0.20"
    assert "reasoning_content" not in str(await client.made("海", "z-image-turbo", sync=True))


async def test_messages__unasked_number_of_pictures(client: StudioClient) -> None:
    numbers = {"wan2.7-image": 1, "wan2.6-t2i": 4, "qwen-image-2.1-pro": 1, "z-image-turbo": 1}
    for model, number in numbers.items():
        assert len(pictures(await client.made("海", model, sync=True))) == number
    client.studio.change_settings(set_pictures=12)
    body = await client.made("海", "wan2.7-image", sync=True, enable_sequential=True)
    (choice,) = body["output"]["choices"]
    assert len(choice["message"]["content"]) == 12
    assert (await client.get(choice["message"]["content"][11]["image"]))[0] == 200


async def test_messages__set_brings_at_most_as_many_as_asked_for(client: StudioClient) -> None:
    async def numbers() -> list[int]:
        made = [
            await client.made("四季", "wan2.7-image", sync=True, enable_sequential=True, n=5, seed=seed)
            for seed in range(12)
        ]
        return [len(pictures(body)) for body in made]

    client.studio.change_settings(submissions_per_second={"wan2.7-image": 1000})
    drawn = await numbers()
    assert drawn == await numbers()
    assert min(drawn) >= 1 and max(drawn) == 5 and len(set(drawn)) > 2
    client.studio.change_settings(set_pictures=3)
    assert await numbers() == [3] * 12
    tasks = client.studio.record()["tasks"]
    assert summary(client)["pictures_billed"] == sum(task["image_count"] for task in tasks) == 2 * sum(drawn) + 36


@pytest.mark.parametrize(
    ("model", "images", "parameters", "size"),
    [
        ("wan2.7-image", 0, {}, (2048, 2048)),
        ("wan2.7-image", 0, {"size": "1K"}, (1024, 1024)),
        ("wan2.7-image-pro", 0, {"size": "4K"}, (4096, 4096)),
        ("wan2.7-image", 1, {"size": "1K"}, (1440, 720)),  # a word keeps the ratio of the last image
        ("wan2.7-image", 1, {}, (2896, 1440)),
        ("wan2.6-image", 1, {}, (1808, 896)),
        ("wan2.6-image", 1, {"size": "2K"}, (2896, 1440)),
        ("wan2.6-t2i", 0, {}, (1280, 1280)),
        ("z-image-turbo", 0, {}, (1024, 1536)),
        ("qwen-image-3.0", 1, {"size": "999*1001"}, (999, 1001)),
    ],
)
async def test_messages__sizes(
    client: StudioClient, model: str, images: int, parameters: dict[str, Any], size: tuple[int, int]
) -> None:
    body = await client.made("海", model, sync=True, images=[PHOTO] * images, n=1, **parameters)
    with Image.open(io.BytesIO((await client.get(pictures(body)[0]))[1])) as image:
        assert image.size == size


async def test_messages__qwen_chooses_the_size_that_nobody_names_by_the_words(client: StudioClient) -> None:
    client.studio.change_settings(submissions_per_second={"qwen-image-2.1-turbo": 1000})

    async def chosen(words: str, images: list[str]) -> tuple[int, int]:
        usage = (await client.made(words, "qwen-image-2.1-turbo", sync=True, images=images))["usage"]
        return usage["width"], usage["height"]

    words = [f"海 {number}" for number in range(20)]
    sizes = [await chosen(one, []) for one in words]
    assert sizes == [await chosen(one, []) for one in words]
    assert len(set(sizes)) > 3
    assert {await chosen(one, [PHOTO]) for one in words} == {(1440, 720), (2896, 1440)}


async def test_messages__text_may_come_first(client: StudioClient) -> None:
    content = [{"text": "海"}, {"image": PHOTO}]
    body = {"model": "wan2.7-image", "input": {"messages": [{"role": "user", "content": content}]}}
    assert len(pictures((await client.post_message(body, sync=True)).body)) == 1
    assert client.studio.record()["tasks"][0]["images"] == 1


async def test_messages__what_the_client_sent_is_recorded(client: StudioClient) -> None:
    sent = {"n": 1, "is_async": True, "negative_prompt": " ", "size": "1K", "mystery": {"a": [1, None]}}
    await client.made("海", "wan2.7-image", sync=False, **sent)
    (task,) = client.studio.record()["tasks"]
    assert task["parameters"] == sent
    assert task["unknown_parameters"] == ["is_async", "mystery", "negative_prompt"]
    assert (task["set"], task["sync"], task["images"]) == (False, False, 0)


async def test_messages__pictures_of_a_partial_failure_are_missing(client: StudioClient) -> None:
    client.studio.add_faults(Fault("task", "partial", code="InternalError.Algo", count=2, times=2))
    for sync in (True, False):
        body = await client.made("海", "wan2.6-t2i", sync=sync, n=3)
        assert (len(pictures(body)), body["usage"]["image_count"]) == (1, 1)
        client.studio.change_settings(submissions_per_second={"wan2.6-t2i": 1000})
    assert summary(client)["pictures_billed"] == 2


async def test_messages__pictures_of_the_studio_can_be_sent_by_their_addresses(client: StudioClient) -> None:
    first = await client.made("海", "wan2.7-image", sync=True, size="1K")
    again = await client.made("湖", "wan2.7-image", sync=True, images=pictures(first), size="1K")
    assert len(pictures(again)) == 1
    assert client.studio.record()["tasks"][1]["images"] == 1
