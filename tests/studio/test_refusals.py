"""Requests that are refused at creation, with their error messages."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.studio.client import StudioClient

GOOD: dict[str, Any] = {"model": "wanx-v1", "input": {"prompt": "日出"}, "parameters": {"n": 1}}


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        (None, "No API-key provided."),
        ("", "No API-key provided."),
        ("Bearer ", "No API-key provided."),
        ("Bearer pk-1", "Invalid API-key provided."),
        ("Bearer sk-", "Invalid API-key provided."),
        ("Basic sk-1", "Invalid API-key provided."),
        ("Bearer sk-\udcff", "Invalid API-key provided."),  # a byte that is no character
        ("Bearer sk-钥匙", "Invalid API-key provided."),
    ],
)
async def test_refusals__keys(client: StudioClient, authorization: str | None, message: str) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for method, path in (
        ("POST", "/services/aigc/text2image/image-synthesis"),
        ("GET", "/tasks/x"),
        ("GET", "/tasks"),
        ("POST", "/tasks/x/cancel"),
        ("GET", "/uploads?action=getPolicy&model=wanx-v1"),
    ):
        async with aiohttp.request(method, client.studio.base_url + path, headers=headers) as response:
            body = await response.json()
            assert (response.status, body["code"], body["message"]) == (401, "InvalidApiKey", message)
            assert set(body) == {"code", "message", "request_id"}


async def test_refusals__without_the_async_header(client: StudioClient) -> None:
    answer = await client.post(GOOD, headers={"X-DashScope-Async": "disable"})
    assert answer.refusal == (403, "AccessDenied", "current user api does not support synchronous calls")


@pytest.mark.parametrize(
    ("change", "status", "code", "message"),
    [
        ({"model": ""}, 400, "BadRequest.EmptyModel", 'Required parameter "model" missing'),
        ({"model": "wanx-v9"}, 404, "InvalidParameter", "Model not exist."),
        ({"model": 3}, 404, "InvalidParameter", "Model not exist."),
        ({"model": "wan2.5-i2i-preview"}, 400, "InvalidParameter", "url error, please check url！"),
        (
            {"model": "wan2.6-t2i"},
            400,
            "InvalidParameter",
            "url error, please check url！",
        ),  # served at another address
        ({"model": "qwen-image"}, 400, "InvalidParameter", "url error, please check url！"),
        ({"input": None}, 400, "BadRequest.EmptyInput", "Required input"),
        ({"input": "x"}, 400, "BadRequest.IllegalInput", "The input parameter requires json format."),
        ({"input": {}}, 400, "InvalidParameter", "Required parameter(prompt) missing or invalid"),
        ({"input": {"prompt": " "}}, 400, "InvalidParameter", "Required parameter(prompt)"),
        ({"input": {"prompt": 5}}, 400, "InvalidParameter", "Required parameter(prompt)"),
        ({"input": {"prompt": "half \ud800"}}, 400, "InvalidParameter", "Required parameter(prompt)"),
        ({"parameters": {"size": "\udfff"}}, 400, "InvalidParameter", "Required parameter(size)"),
        ({"parameters": {"ref_strength": 10**400}}, 400, "InvalidParameter", "Range of ref_strength"),
        ({"parameters": {"ref_strength": float("nan")}}, 400, "InvalidParameter", "Range of ref_strength"),
        ({"parameters": []}, 400, "InvalidParameter", "Required parameter(parameters)"),
        ({"parameters": {"n": 5}}, 400, "InvalidParameter", "Range of n should be [1, 4]"),
        ({"parameters": {"n": 0}}, 400, "InvalidParameter", "Range of n should be [1, 4]"),
        ({"parameters": {"n": "2"}}, 400, "InvalidParameter", "Required parameter(n)"),
        ({"parameters": {"n": True}}, 400, "InvalidParameter", "Required parameter(n)"),
        ({"parameters": {"seed": -1}}, 400, "InvalidParameter", "Range of seed"),
        ({"parameters": {"seed": 2**31}}, 400, "InvalidParameter", "Range of seed"),
        ({"parameters": {"style": "watercolor"}}, 400, "InvalidParameter", "The style is invalid."),
        ({"parameters": {"style": "<pixel>"}}, 400, "InvalidParameter", "The style is invalid."),
        ({"parameters": {"ref_mode": "copy"}}, 400, "InvalidParameter", "Required parameter(ref_mode)"),
        ({"parameters": {"ref_strength": 1.5}}, 400, "InvalidParameter", "Range of ref_strength should be [0, 1]"),
        ({"input": {"prompt": "一片血腥"}}, 400, "DataInspectionFailed", "Input data may contain inappropriate"),
    ],
)
async def test_refusals__creations(
    client: StudioClient, change: dict[str, Any], status: int, code: str, message: str
) -> None:
    answer = await client.post(GOOD | change)
    assert (answer.status, answer.code) == (status, code)
    assert answer.body["message"].startswith(message)
    assert client.studio.record()["tasks"] == []


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
async def test_refusals__bodies_that_are_not_json(client: StudioClient, data: bytes) -> None:
    headers = {"X-DashScope-Async": "enable", "Content-Type": "application/json"}
    answer = await client.call("POST", "/services/aigc/text2image/image-synthesis", data=data, headers=headers)
    assert answer.status == 400
    assert answer.body["message"] == "Required body invalid, please check the request body format."


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_refusals__body_that_is_not_what_its_headers_promise(client: StudioClient, encoding: str) -> None:
    address = urlsplit(client.studio.base_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    lines = (
        "POST /api/v1/services/aigc/text2image/image-synthesis HTTP/1.1",
        "Host: studio",
        "Authorization: Bearer sk-one",
        f"Content-Encoding: {encoding}",
        "Content-Length: 5",
        "Connection: close",
        "",
        "plain",
    )
    writer.write("\r\n".join(lines).encode())
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"Required body invalid" in answer


async def test_refusals__edit_needs_a_function_and_an_image(client: StudioClient) -> None:
    async def edit(**given: str) -> str:
        answer = await client.create(model="wanx2.1-imageedit", endpoint="image2image", input=given)
        return str(answer.body["message"])

    assert "(function)" in await edit()
    assert "(base_image_url)" in await edit(function="description_edit")


async def test_refusals__addresses_that_do_not_exist(client: StudioClient) -> None:
    for method, path in (("GET", "/nothing"), ("POST", "/services/aigc/text2video/image-synthesis"), ("PUT", "/tasks")):
        answer = await client.call(method, path)
        assert (answer.status, answer.code) == (405 if method == "PUT" else 404, "NotFound")


async def test_refusals__english_word_list_needs_whole_words(client: StudioClient) -> None:
    assert (await client.create("a GORE scene", n=1)).code == "DataInspectionFailed"
    assert (await client.create("gorefest denuded", n=1)).status == 200
