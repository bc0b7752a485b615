"""Chat completions: descriptions, longer prompts, errors in both forms."""

import base64
import io
import json
from typing import Any

import aiohttp
import pytest
from PIL import Image

from studio.server import Fault
from studio.server.canned_pictures import canned_png
from studio.server.chat_writing import colours_of, rewrite
from tests.studio.client import Answer, StudioClient, studio_client, summary
from tests.studio.test_messages import pictures
from tests.studio.test_painting import PAINTING
from tests.studio.test_storage import RESOLVE, uploaded

MODEL = "qwen3.7-flash"
INSTRUCTION = "Describe this picture as one prompt for an image model."
ENGLISH = (
    "sun, roses, meadow, dawn, watercolor, landscape format",
    "two cats, city, night, photo, landscape format",
)
CHINESE = ("太阳，玫瑰，草地，清晨，水彩，横幅画面", "两只小猫，城市，夜晚，照片，横幅画面")


def data_uri(data: bytes, mime: str = "image/png") -> str:
    return f"data:{mime};base64," + base64.b64encode(data).decode()


def photo(colour: tuple[int, int, int], size: tuple[int, int] = (640, 480)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


async def post(client: StudioClient, body: object, headers: dict[str, str] | None = None) -> Answer:
    url = client.studio.base_url.removesuffix("/api/v1") + "/compatible-mode/v1/chat/completions"
    sent = {"Authorization": f"Bearer {client.key}", "Content-Type": "application/json", **(headers or {})}
    async with client.http.post(url, data=io.BytesIO(json.dumps(body).encode()), headers=sent) as response:
        return Answer(response.status, await response.json(), response.headers.copy())


async def say(client: StudioClient, *content: Any, headers: dict[str, str] | None = None, **options: Any) -> Answer:
    """A chat with one user message: texts, and images by `img(...)`."""
    items = [item if isinstance(item, dict) else {"type": "text", "text": item} for item in content]
    body = {
        "model": MODEL,
        "messages": [{"role": "user", "content": items}],
        "enable_thinking": False,
        **options,
    }
    return await post(client, body, headers)


def img(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url}}


def told(answer: Answer) -> str:
    assert answer.status == 200, answer.body
    return str(answer.body["choices"][0]["message"]["content"])


async def test_chat__answer_has_the_documented_shape(client: StudioClient) -> None:
    answer = await say(client, img(data_uri(photo((200, 30, 30), (1024, 1024)))), INSTRUCTION)
    body = answer.body
    assert set(body) == {"id", "object", "created", "model", "choices", "usage"}
    assert (body["object"], body["model"], body["id"][:9]) == ("chat.completion", MODEL, "chatcmpl-")
    (choice,) = body["choices"]
    assert (choice["index"], choice["finish_reason"], choice["message"]["role"]) == (0, "stop", "assistant")
    assert body["usage"]["prompt_tokens_details"]["image_tokens"] == 1026
    assert body["usage"]["total_tokens"] == body["usage"]["prompt_tokens"] + body["usage"]["completion_tokens"]
    assert answer.headers["x-request-id"] in body["id"]


@pytest.mark.long
async def test_chat__own_pictures_are_described_by_what_they_show() -> None:
    async with studio_client(PAINTING) as client:
        client.studio.change_settings(submissions_per_second={"wan2.7-image": 100})
        made = []
        for prompt in ("for Mary's secret: 日出时的玫瑰花海", "two cats in the city at night"):
            (url,) = pictures(await client.made(prompt, "wan2.7-image", sync=True, size="1280*720"))
            made.append((url, (await client.get(url))[1]))
        for (url, data), english, chinese in zip(made, ENGLISH, CHINESE, strict=True):
            with Image.open(io.BytesIO(data)) as image:
                small, smaller = io.BytesIO(), io.BytesIO()
                image.resize((640, 360)).save(small, "JPEG", quality=80)
                image.resize((96, 54)).save(smaller, "WEBP")
            copies = [url, data_uri(data), data_uri(small.getvalue(), "image/jpeg"), data_uri(smaller.getvalue())]
            for copy in copies:
                # Not by their prompts, which may say what whoever has the picture must not read.
                assert told(await say(client, img(copy), INSTRUCTION)) == english
            assert told(await say(client, img(url), "描述这张图")) == chinese


async def test_chat__canned_picture_is_one_colour_whatever_was_asked_for(client: StudioClient) -> None:
    done = await client.done("日出时的玫瑰花海", n=1)
    text = told(await say(client, img(done.body["output"]["results"][0]["url"]), INSTRUCTION))
    assert text.startswith("A picture of 1024 by 1024 pixels in square format, mainly ")


async def test_chat__of_photos_size_and_colours_are_told_and_no_more(client: StudioClient) -> None:
    red, green = data_uri(photo((210, 20, 20))), data_uri(photo((20, 160, 40), (300, 500)))
    assert told(await say(client, img(red), INSTRUCTION)) == (
        "A picture of 640 by 480 pixels in landscape format, mainly red. The studio cannot tell what it shows."
    )
    assert told(await say(client, img(green), "请描述")) == (
        "一张 300×500 像素的竖幅图片，主要颜色是绿。画室看不出画的是什么。"
    )
    both = told(await say(client, img(red), img(green), INSTRUCTION))
    assert both.startswith("Image 1: A picture of 640") and "\nImage 2: A picture of 300" in both


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ((255, 0, 0), "red"),
        ((255, 140, 0), "orange"),
        ((250, 220, 30), "yellow"),
        ((20, 160, 40), "green"),
        ((20, 60, 200), "blue"),
        ((0, 0, 0), "black"),
        ((128, 128, 128), "grey"),
        ((255, 255, 255), "white"),
        ((255, 100, 180), "pink"),
        ((130, 40, 200), "violet"),
    ],
)
def test_chat__names_of_colours(colour: tuple[int, int, int], name: str) -> None:
    assert [english for english, _ in colours_of(photo(colour))] == [name]


def test_chat__colours_by_their_share() -> None:
    with Image.new("RGB", (100, 100), (20, 60, 200)) as image:
        image.paste((255, 255, 255), (0, 0, 100, 30))
        image.paste((255, 0, 0), (0, 0, 3, 3))  # too little to be named
        out = io.BytesIO()
        image.save(out, "PNG")
    assert [english for english, _ in colours_of(out.getvalue())] == ["blue", "white"]


@pytest.mark.parametrize("prompt", ["a cat on a sofa", "沙发上的猫"])
async def test_chat__prompt_gets_detail_that_it_lacks(client: StudioClient, prompt: str) -> None:
    longer = told(await say(client, prompt))
    assert longer.startswith(prompt) and len(longer) > len(prompt) + 10
    assert told(await say(client, prompt)) == longer
    assert told(await say(client, longer)) == longer


def test_chat__longer_prompt_lacks_nothing() -> None:
    for number in range(60):
        for prompt in (f"cat {number}", f"猫 {number}"):
            longer = rewrite(prompt, has_system=True, as_json=False)
            assert rewrite(longer, has_system=True, as_json=False) == longer


def test_chat__what_a_prompt_says_already_is_not_added() -> None:
    words = "a cat in warm light, close view, fine detail"
    assert rewrite(words, has_system=True, as_json=False) == words
    assert rewrite("猫，晨光，特写，细节丰富。", has_system=True, as_json=False) == "猫，晨光，特写，细节丰富"


async def test_chat__prompt_is_told_from_the_instruction(client: StudioClient) -> None:
    alone = told(await say(client, "a cat"))
    assert told(await say(client, "Make this prompt better.\n\na cat")) == alone
    messages = [{"role": "system", "content": "Make prompts better."}, {"role": "user", "content": "a cat"}]
    body = {"model": MODEL, "messages": messages, "enable_thinking": False}
    assert told(await post(client, body)) == alone
    wanted = await say(client, "Answer in JSON.\na cat", response_format={"type": "json_object"})
    assert json.loads(told(wanted)) == {"prompt": alone}


async def test_chat__thinks_unless_told_not_to_and_bills_it(client: StudioClient) -> None:
    body: dict[str, Any] = {"model": "qwen3.8-flash", "messages": [{"role": "user", "content": "a cat"}]}
    thinking, quick = [await post(client, body | more) for more in ({}, {"enable_thinking": False})]
    assert thinking.body["choices"][0]["message"]["reasoning_content"]
    assert thinking.body["usage"]["completion_tokens_details"]["reasoning_tokens"] > 0
    assert "reasoning_content" not in quick.body["choices"][0]["message"]
    assert thinking.body["usage"]["completion_tokens"] > quick.body["usage"]["completion_tokens"]
    first, second = client.studio.record()["chats"]
    assert (first["model"], first["thinks"], second["thinks"]) == ("qwen3.8-flash", True, False)
    assert float(first["yuan"]) > float(second["yuan"]) > 0
    assert (summary(client)["chats"], summary(client)["pictures_billed"]) == (2, 0)


async def test_chat__max_tokens_cuts_the_answer(client: StudioClient) -> None:
    cut = await say(client, "沙发上的猫", max_tokens=3)
    assert told(cut) == "沙发上"
    assert cut.body["choices"][0]["finish_reason"] == "length"
    assert cut.body["usage"]["completion_tokens"] == 3


async def test_chat__uploads_are_bound_to_the_model(client: StudioClient) -> None:
    url = await uploaded(client, canned_png(300, 200, 1, "photo"), MODEL)
    assert "300 by 200" in told(await say(client, img(url), INSTRUCTION, headers=RESOLVE))
    assert (await say(client, img(url), INSTRUCTION)).status == 400
    assert (await say(client, img(url), INSTRUCTION, headers=RESOLVE, model="qwen3.8-flash")).status == 400


@pytest.mark.parametrize(
    ("change", "status", "code", "message"),
    [
        ({"model": None}, 400, "BadRequest.EmptyModel", 'Required parameter "model"'),
        ({"model": "qwen-vl-plus"}, 404, "model_not_found", "The model `qwen-vl-plus` does not exist"),
        ({"model": "wan2.7-image"}, 404, "model_not_found", "The model `wan2.7-image` does not exist"),
        ({"messages": []}, 400, "invalid_parameter_error", "[] is too short"),
        ({"messages": [{"role": "wizard", "content": "x"}]}, 400, "invalid_parameter_error", "Role must be in"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, 400, "invalid_parameter_error", "Required parameter"),
        ({"messages": [{"role": "user", "content": []}]}, 400, "invalid_parameter_error", "Required parameter(content)"),
        ({"messages": [{"role": "user", "content": [{"text": 5}]}]}, 400, "invalid_parameter_error", "Required param"),
        ({"messages": [{"role": "user", "content": "\ud800"}]}, 400, "invalid_parameter_error", "Required parameter"),
        ({"messages": [{"role": "user", "content": "一片血腥"}]}, 400, "data_inspection_failed", "Input data may"),
        ({"enable_thinking": "no"}, 400, "invalid_parameter_error", "Required parameter(enable_thinking)"),
        ({"max_tokens": 0}, 400, "invalid_parameter_error", "Range of max_tokens"),
        ({"response_format": {"type": "json_object"}}, 400, "invalid_parameter_error", "'messages' must contain the word"),
        ({"response_format": {"type": "xml"}}, 400, "invalid_parameter_error", "Required parameter(response_format)"),
        (
            {
                "messages": [{"role": "user", "content": "json: a cat"}],
                "response_format": {"type": "json_object"},
                "enable_thinking": True,
            },
            400, "invalid_parameter_error", "response_format of type json_object is not supported in thinking mode",
        ),
    ],
)  # fmt: skip
async def test_chat__refusals_are_openai_shaped(
    client: StudioClient, change: dict[str, Any], status: int, code: str, message: str
) -> None:
    body = {"model": MODEL, "messages": [{"role": "user", "content": "a cat"}], "enable_thinking": False}
    answer = await post(client, body | change)
    error = answer.body["error"]
    assert (answer.status, error["code"], error["type"], error["param"]) == (
        status, code, "invalid_request_error", None,
    )  # fmt: skip
    assert set(answer.body) == {"error"}
    assert error["message"].startswith(message)
    assert client.studio.record()["chats"] == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://a.example/cat.jpg", "Failed to download multimodal content"),
        ("data:image/png;base64,!", "Failed to download multimodal content"),
        (data_uri(b"no picture"), "The image format is illegal"),
        (data_uri(photo((0, 0, 0), (10, 300))), "The image length and width do not meet"),
        (data_uri(photo((0, 0, 0), (11, 2300))), "The image length and width do not meet"),
    ],
)
async def test_chat__images_that_cannot_be_looked_at(client: StudioClient, url: str, message: str) -> None:
    answer = await say(client, img(url), INSTRUCTION)
    assert answer.status == 400
    assert answer.body["error"]["message"].startswith(message)


async def test_chat__key_and_faults(client: StudioClient) -> None:
    nobody = await say(client.with_key("wrong"), "a cat")
    assert (nobody.status, nobody.body["error"]["code"]) == (401, "invalid_api_key")
    client.studio.add_faults(
        Fault("chat", "error", code="Throttling.RateQuota", prompt="dog"),
        Fault("chat", "error", code="ServiceUnavailable", reference=True),
        Fault("chat", "cut", prompt="cow"),
    )
    assert (await say(client, "a cat")).status == 200
    busy = await say(client, "a dog")
    assert (busy.status, busy.body["error"]["code"]) == (429, "limit_requests")
    out = await say(client, img(data_uri(photo((0, 0, 0)))), "what?")
    assert (out.status, out.body["error"]["type"]) == (503, "server_error")
    with pytest.raises(aiohttp.ClientError):
        await say(client, "a cow")


async def test_chat__native_form_shares_the_endpoint_of_the_image_models(client: StudioClient) -> None:
    content = [{"image": data_uri(photo((210, 20, 20)))}, {"text": INSTRUCTION}]
    body = {
        "model": MODEL,
        "input": {"messages": [{"role": "user", "content": content}]},
        "parameters": {"result_format": "message", "enable_thinking": False},
    }
    answer = (await client.post_message(body, sync=True)).body
    (choice,) = answer["output"]["choices"]
    ((item,),) = [choice["message"]["content"]]
    assert item["text"].startswith("A picture of 640 by 480 pixels")
    assert set(answer["usage"]) == {"input_tokens", "output_tokens", "total_tokens", "image_tokens"}
    assert (await client.post_message(body, sync=False)).body["message"] == "url error, please check url！"
    asked = await client.post_message(body, sync=True, headers={"X-DashScope-Async": "enable"})
    assert asked.refusal[:2] == (403, "AccessDenied")
    assert client.studio.record()["tasks"] == []
