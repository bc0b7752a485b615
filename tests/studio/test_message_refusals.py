"""The message protocol: what is refused, in which order, with which words."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from studio.server.canned_pictures import canned_png
from tests.studio.client import StudioClient, studio_client
from tests.studio.test_storage import RESOLVE, uploaded

ASYNC = {"X-DashScope-Async": "enable"}
WRONG_URL = (400, "InvalidParameter", "url error, please check url！")
NO_SYNC = (403, "AccessDenied", "current user api does not support synchronous calls")
NO_ASYNC = (403, "AccessDenied", "current user api does not support asynchronous calls")
RATE = (429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later.")


def data_uri(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()


def encoded(mode: str = "RGB", size: tuple[int, int] = (300, 300), kind: str = "PNG") -> str:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return data_uri(out.getvalue())


PHOTO = data_uri(canned_png(300, 300, 1, "photo"))
TEXT = {"text": "海"}


def body(model: object = "wan2.7-image", *content: object, **parameters: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": list(content) or [TEXT]}]
    return {"model": model, "input": {"messages": messages}, "parameters": {"n": 1, **parameters}}


@pytest.mark.parametrize(
    ("model", "sync", "headers", "refusal"),
    [
        ("", True, {}, (400, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.')),
        ("wan9-image", True, {}, (404, "InvalidParameter", "Model not exist.")),
        (7, False, ASYNC, (404, "InvalidParameter", "Model not exist.")),
        ("wanx-v1", True, {}, WRONG_URL),
        ("wan2.5-i2i-preview", False, ASYNC, WRONG_URL),
        ("wan2.7-image", True, ASYNC, NO_ASYNC),
        ("wan2.7-image", False, {"X-DashScope-Async": "no"}, NO_SYNC),
        ("z-image-turbo", False, ASYNC, NO_ASYNC),
        ("z-image-turbo", False, {"X-DashScope-Async": "no"}, NO_SYNC),
        ("z-image-turbo", True, ASYNC, NO_ASYNC),
    ],
)
async def test_message_refusals__models_endpoints_and_the_header(
    client: StudioClient, model: object, sync: bool, headers: dict[str, str], refusal: tuple[int, str, str]
) -> None:
    assert (await client.post_message(body(model), sync=sync, headers=headers)).refusal == refusal


@pytest.mark.parametrize("model", ["wan2.7-image", "wan2.6-t2i", "qwen-image-3.0", "z-image-turbo"])
async def test_message_refusals__models_of_messages_at_the_older_endpoint(client: StudioClient, model: str) -> None:
    assert (await client.create(model=model, n=1)).refusal == WRONG_URL


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"prompt": "海"}, "No messages found in input"),
        ({"messages": []}, "No messages found in input"),
        ({"messages": "海"}, "No messages found in input"),
        ({"messages": [{"role": "user", "content": [TEXT]}] * 2}, "messages length only support 1"),
        ({"messages": [{"role": "system", "content": [TEXT]}]}, "Required parameter(role)"),
        ({"messages": [{"role": "user", "content": "海"}]}, "Required parameter(content)"),
        ({"messages": [{"role": "user", "content": ["海"]}]}, "Required parameter(content)"),
        ({"messages": [{"role": "user", "content": []}]}, "lack of image or text"),
        ({"messages": [{"role": "user", "content": [{"text": " "}]}]}, "lack of image or text"),
        ({"messages": [{"role": "user", "content": [{"text": 5}]}]}, "Required parameter(text)"),
        ({"messages": [{"role": "user", "content": [{"text": "\ud800"}]}]}, "Required parameter(text)"),
        ({"messages": [{"role": "user", "content": [{"image": PHOTO}]}]}, "lack of image or text"),
        ({"messages": [{"role": "user", "content": [TEXT, TEXT]}]}, "text length only support 1"),
        ({"messages": [{"role": "user", "content": [TEXT] + [{"image": PHOTO}] * 10}]}, "Range of image should be [0, 9]"),
        ({"messages": [{"role": "user", "content": [TEXT, {"image": 5}]}]}, "image format error"),
        ({"messages": [{"role": "user", "content": [{"text": "一片血腥"}]}]}, "Input data may contain inappropriate"),
    ],
)  # fmt: skip
async def test_message_refusals__messages(client: StudioClient, given: dict[str, Any], message: str) -> None:
    for sync in (True, False):
        answer = await client.post_message({"model": "wan2.7-image", "input": given}, sync=sync)
        assert answer.status == 400
        assert answer.body["message"].startswith(message)
    assert client.studio.record()["tasks"] == []


@pytest.mark.parametrize(
    ("model", "image", "message"),
    [
        ("wan2.7-image", "/etc/passwd", "image format error"),
        ("wan2.7-image", "https://例.example/a.png", "image format error"),
        ("wan2.7-image", "data:image/png;base64,!", "image format error"),
        ("wan2.7-image", "data:text/plain;base64,aGk=", "image format error"),
        ("wan2.7-image", "https://a.example/cat.jpg", "download image failed"),
        ("wan2.7-image", data_uri(b"no picture"), "Invalid image format or corrupted file"),
        ("qwen-image-3.0", data_uri(PHOTO.encode()), "Invalid image format or corrupted file"),
        ("wan2.7-image", "oss://dashscope-instant/x.png", "The media format is not supported or incorrect"),
        ("wan2.7-image", encoded("RGBA"), "Invalid image format or corrupted file"),
        ("wan2.6-image", encoded("LA"), "Invalid image format or corrupted file"),
        ("wan2.7-image", encoded(size=(239, 300)), "the size of input image is too small or too large."),
        ("wan2.7-image", encoded(size=(8001, 1200)), "the size of input image is too small or too large."),
        ("wan2.7-image", encoded(size=(2400, 270)), "the size of input image is too small or too large."),
        ("qwen-image-3.0", encoded(size=(1100, 100)), "the size of input image is too small or too large."),
        ("wan2.7-image", "data:image/png;base64," + "A" * 10_485_760, "Exceeded limit on max bytes per data-uri item"),
        ("wan2.6-t2i", PHOTO, "Range of image should be [0, 0]"),
        ("z-image-turbo", PHOTO, "Range of image should be [0, 0]"),
    ],
    ids=range(17),
)
@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_message_refusals__images(client: StudioClient, model: str, image: str, message: str) -> None:
    answer = await client.paint("海", model, images=[image])
    assert answer.status == 400
    assert answer.body["message"].startswith(message)
    assert client.studio.record()["tasks"] == []


async def test_message_refusals__alpha_is_taken_by_qwen_and_long_images_too(client: StudioClient) -> None:
    for image in (encoded("RGBA"), encoded(size=(1000, 100)), encoded(kind="TIFF")):
        client.studio.change_settings(submissions_per_second={"qwen-image-3.0": 1000})
        assert (await client.paint("海", "qwen-image-3.0", images=[image], size="1024*1024")).status == 200
    assert (await client.paint("海", "wan2.7-image", images=[encoded(kind="WEBP")])).status == 200


async def test_message_refusals__wan26_image_needs_an_image(client: StudioClient) -> None:
    assert (await client.paint("海", "wan2.6-image")).body["message"] == "lack of image or text"
    many = await client.paint("海", "wan2.6-image", images=[PHOTO] * 5)
    assert many.body["message"] == "Range of image should be [1, 4]"


async def test_message_refusals__uploads_belong_to_a_model_and_need_the_header(client: StudioClient) -> None:
    image = await uploaded(client, canned_png(300, 300, 1, "photo"), "wan2.7-image")
    assert (await client.paint("海", "wan2.7-image", images=[image])).code == "InvalidParameter.DataInspection"
    assert (await client.paint("海", "wan2.7-image", images=[image], headers=RESOLVE)).status == 200
    other = await client.paint("海", "wan2.7-image-pro", images=[image], headers=RESOLVE)
    assert other.code == "InvalidParameter.DataInspection"


@pytest.mark.parametrize(
    ("model", "images", "parameters", "message"),
    [
        ("wan2.7-image", 0, {"n": 5}, "Range of n should be [1, 4]"),
        ("wan2.7-image", 0, {"n": 0}, "Range of n should be [1, 4]"),
        ("wan2.7-image", 0, {"n": 13, "enable_sequential": True}, "Range of n should be [1, 12]"),
        ("wan2.7-image", 0, {"n": "2"}, "Required parameter(n)"),
        ("qwen-image-2.1-pro", 0, {"n": 7}, "Range of n should be [1, 6]"),
        ("z-image-turbo", 0, {"n": 2}, "num_images_per_prompt must be 1"),
        ("z-image-turbo", 0, {"n": True}, "num_images_per_prompt must be 1"),
        ("wan2.7-image", 0, {"seed": -1}, "Range of seed should be"),
        ("wan2.7-image", 0, {"thinking_mode": "fast"}, "Required parameter(thinking_mode)"),
        ("wan2.7-image", 0, {"watermark": 1}, "Required parameter(watermark)"),
        ("qwen-image-3.0", 0, {"enable_thinking": "no"}, "Required parameter(enable_thinking)"),
        ("qwen-image-3.0", 0, {"prompt_extend_mode": "swarm"}, "Required parameter(prompt_extend_mode)"),
        ("qwen-image-3.0", 1, {"prompt_extend_mode": "agent"}, "prompt_extend_mode agent does not support image"),
        ("wan2.6-image", 1, {"enable_interleave": True}, "enable_interleave is not served by the studio."),
        ("wan2.6-image", 1, {"stream": True}, "The model does not support stream output"),
        ("wan2.7-image", 0, {"bbox_list": [[]]}, "Required parameter(bbox_list)"),
        ("wan2.7-image", 1, {"bbox_list": [[[0, 0, 301, 10]]]}, "Required parameter(bbox_list)"),
        ("wan2.7-image", 1, {"bbox_list": [[[0, 0, 9, 9]] * 3]}, "Required parameter(bbox_list)"),
        ("wan2.7-image", 0, {"color_palette": [{"hex": "#C2D1E6", "ratio": "100.00%"}]}, "Required parameter(color_pal"),
        ("wan2.7-image", 0, {"color_palette": [{"hex": "#C2D1E6", "ratio": "33.33%"}] * 3}, "Required parameter(color"),
    ],
)  # fmt: skip
async def test_message_refusals__parameters(
    client: StudioClient, model: str, images: int, parameters: dict[str, Any], message: str
) -> None:
    answer = await client.paint("海", model, images=[PHOTO] * images, **parameters)
    assert answer.status == 400
    assert answer.body["message"].startswith(message)


async def test_message_refusals__boxes_and_palettes_that_are_right(client: StudioClient) -> None:
    boxes = [[], [[0, 0, 300, 300], [10, 10, 20, 20]]]
    shares = ("33.33%", "33.33%", "33.34%")
    palette = [{"hex": "#C2D1E6", "ratio": share} for share in shares]
    answer = await client.paint("海", "wan2.7-image", images=[PHOTO, PHOTO], bbox_list=boxes, color_palette=palette)
    assert answer.status == 200
    in_set = await client.paint("海", "wan2.7-image", color_palette=palette, enable_sequential=True)
    assert in_set.body["message"].startswith("Required parameter(color_palette)")


@pytest.mark.parametrize(
    ("model", "images", "parameters"),
    [
        ("wan2.7-image", 0, {"size": "4K"}),
        ("wan2.7-image-pro", 1, {"size": "4K"}),
        ("wan2.7-image-pro", 0, {"size": "4K", "enable_sequential": True}),
        ("wan2.7-image-pro", 1, {"size": "4096*4096"}),
        ("wan2.7-image-pro", 0, {"size": "4096*4097"}),
        ("wan2.7-image", 0, {"size": "1k"}),
        ("wan2.7-image", 0, {"size": "1024x1024"}),
        ("wan2.7-image", 0, {"size": "4000*400"}),
        ("wan2.7-image", 0, {"size": "512*512"}),
        ("wan2.6-t2i", 0, {"size": "1K"}),
        ("wan2.6-t2i", 0, {"size": "2048*2048"}),
        ("wan2.6-image", 1, {"size": "4K"}),
        ("qwen-image-3.0", 0, {"size": "2K"}),
        ("qwen-image-3.0", 0, {"size": "2560*2560"}),
        ("z-image-turbo", 0, {"size": "256*256"}),
    ],
)
async def test_message_refusals__sizes(
    client: StudioClient, model: str, images: int, parameters: dict[str, Any]
) -> None:
    """Refused at once where the pictures are waited for; in a task where one is made, unless the studio is set otherwise."""
    client.studio.change_settings(submissions_per_second={model: 1000})
    refused = await client.paint("海", model, images=[PHOTO] * images, **parameters)
    assert (refused.status, refused.code) == (400, "InvalidParameter")
    assert "size" in refused.body["message"]
    if model == "z-image-turbo":
        return
    created = await client.say("海", model, images=[PHOTO] * images, **parameters)
    failed = (await client.until_finished(created.task_id)).body["output"]
    assert set(failed) == {"task_id", "task_status", "code", "message"}
    assert (failed["task_status"], failed["message"]) == ("FAILED", refused.body["message"])
    client.studio.change_settings(check_sizes_at_create=True)
    assert (await client.say("海", model, images=[PHOTO] * images, **parameters)).refusal == refused.refusal
    assert client.studio.record()["summary"]["pictures_billed"] == 0


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_message_refusals__request_of_more_than_16_mib(client: StudioClient) -> None:
    images = ["data:image/png;base64," + "A" * 9_000_000] * 2
    for sync in (True, False):
        answer = await client.say("海", "wan2.7-image", sync=sync, images=images)
        assert answer.refusal == (400, "BadRequest.TooLarge", "Payload Too Large.")


async def test_message_refusals__parameters_that_could_not_be_recorded(client: StudioClient) -> None:
    for odd in ({"mystery": "\ud800"}, {"mystery": "x" * 30_000}):
        assert (await client.paint("海", "wan2.7-image", **odd)).body["message"].startswith("Required parameter(param")


async def test_message_refusals__streams(client: StudioClient) -> None:
    answer = await client.paint("海", "wan2.7-image", headers={"X-DashScope-SSE": "enable"})
    assert answer.body["message"].startswith("The model does not support stream output")


async def test_message_refusals__limits_come_after_the_checks() -> None:
    async with studio_client() as client:
        for _ in range(3):
            assert (await client.paint("海", "qwen-image-3.0-pro", n=9)).status == 400
        first, second = [await client.paint("海", "qwen-image-3.0-pro", size="1024*1024") for _ in range(2)]
        assert (first.status, second.refusal) == (200, RATE)
