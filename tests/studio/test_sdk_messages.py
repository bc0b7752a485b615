"""The official dashscope SDK (2.0.2) and the openai client, both unmodified, at the endpoints of today's models."""

from pathlib import Path
from typing import Any

import pytest

from studio.server.canned_pictures import canned_png
from tests.studio.client import StudioClient
from tests.studio.test_sdk import sdk

MODELS = (
    "wan2.7-image", "wan2.7-image-pro", "wan2.6-t2i", "wan2.6-image", "qwen-image-2.1-turbo", "qwen-image-3.0",
    "qwen-image-3.0-pro", "z-image-turbo",
)  # fmt: skip
WAN, QWEN = ["image", "type"], ["image"]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "girl.png"
    path.write_bytes(canned_png(600, 600, 1, "photo"))
    return path


@pytest.fixture
def fast(client: StudioClient) -> StudioClient:
    """Without limits on rates."""
    client.studio.change_settings(submissions_per_second=dict.fromkeys(MODELS, 1000), set_pictures=2)
    return client


async def calls(client: StudioClient, family: str, photo: Path) -> dict[str, Any]:
    return await sdk(client, family, photo, module="tests.studio.sdk_message_calls")


async def test_vendor_sdk__image_generation(fast: StudioClient, photo: Path) -> None:
    seen = await calls(fast, "image_generation", photo)
    assert seen["call"] == [200, [[WAN]]]
    assert (await fast.get(seen["url"]))[0] == 200
    assert seen["usage"] == [1, "1024*1024"]
    assert seen["qwen"] == [200, [[QWEN, QWEN]]]
    assert seen["two choices"] == [200, [[WAN], [WAN]]]
    assert seen["async"] == ["PENDING", "SUCCEEDED", "SUCCEEDED"]
    assert seen["async items"] == [200, [[WAN]]]
    assert seen["set"] == [200, [[WAN, WAN]]]
    assert seen["refused"] == [400, "InvalidParameter", "Range of n should be [1, 4]"]
    assert seen["sync only"] == [403, "AccessDenied", "current user api does not support asynchronous calls"]
    assert seen["wrong endpoint"] == [400, "InvalidParameter", "url error, please check url！"]
    assert seen["stream"] == [400, "InvalidParameter"]
    assert seen["cancel"] == [200, "CANCELED"]
    assert seen["list"] == 6
    tasks = fast.studio.record()["tasks"]
    assert [task["images"] for task in tasks[:4]] == [1, 0, 0, 2]
    assert tasks[3]["unknown_parameters"] == ["is_async"]


async def test_vendor_sdk__asyncio_class_of_image_generation(fast: StudioClient, photo: Path) -> None:
    assert await calls(fast, "aio", photo) == {
        "call": [200, [[WAN, WAN]]],
        "async": ["PENDING", "SUCCEEDED"],
        "async items": [200, [[WAN]]],
        "refused": [400, "InvalidParameter", "lack of image or text"],
    }


async def test_vendor_sdk__conversation_paints_and_describes(fast: StudioClient, photo: Path) -> None:
    seen = await calls(fast, "conversation", photo)
    assert seen["z-image"] == [200, [[QWEN, ["text"]]]]
    assert seen["qwen"] == [200, [[QWEN, QWEN]]]
    assert seen["usage"] == [2, 1]
    assert seen["refused"] == [400, "InvalidParameter", "num_images_per_prompt must be 1"]
    status, text = seen["said"]
    assert (status, text[:32]) == (200, "A picture of 600 by 600 pixels i")


async def test_vendor_sdk__second_family_where_it_speaks_messages(fast: StudioClient, photo: Path) -> None:
    seen = await calls(fast, "modern", photo)
    assert seen["generate"] == ["SUCCEEDED", 2]
    assert seen["edit"] == ["SUCCEEDED", 1]
    assert seen["job"] == ["PENDING", "SUCCEEDED", 2]
    (range_error, url_error) = seen["errors"]
    assert "Range of n should be [1, 4]" in range_error[1]
    assert "url error, please check url！" in url_error[1]
    assert [task["sync"] for task in fast.studio.record()["tasks"]] == [True, True, False]


async def test_openai_client__chats(fast: StudioClient, photo: Path) -> None:
    seen = await calls(fast, "openai", photo)
    text, reason, counted = seen["told"]
    assert (text[:30], reason, counted) == ("A picture of 600 by 600 pixels", "stop", True)
    assert seen["longer"].startswith("a cat, ")
    assert seen["reasoning"] is True
    assert seen["stream"] == seen["longer"]
    assert seen["stream usage"] is True
    assert seen["errors"] == [
        ["NotFoundError", "model_not_found"],
        ["BadRequestError", "invalid_parameter_error"],
        ["BadRequestError", "data_inspection_failed"],
        ["AuthenticationError", "invalid_api_key"],
    ]
