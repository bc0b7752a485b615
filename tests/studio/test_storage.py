"""Uploads by policy and form, references, results under signed URLs, expiry."""

import io
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from PIL import Image

from studio.server.canned_pictures import canned_png
from tests.clock import DrivenClock
from tests.studio.client import Answer, StudioClient

RESOLVE = {"X-DashScope-OssResourceResolve": "enable"}
PHOTO = canned_png(512, 512, 1, "photo")


async def policy(client: StudioClient, model: str = "wanx-v1") -> dict[str, Any]:
    answer = await client.call("GET", f"/uploads?action=getPolicy&model={model}")
    assert answer.status == 200
    data: dict[str, Any] = answer.body["data"]
    return data


def form_of(data: dict[str, Any], name: str = "cat.png") -> dict[str, str]:
    return {
        "OSSAccessKeyId": data["oss_access_key_id"],
        "Signature": data["signature"],
        "policy": data["policy"],
        "key": f"{data['upload_dir']}/{name}",
        "x-oss-object-acl": data["x_oss_object_acl"],
        "x-oss-forbid-overwrite": data["x_oss_forbid_overwrite"],
        "success_action_status": "200",
    }


async def send(
    client: StudioClient, host: str, fields: dict[str, str], file: bytes = PHOTO, *, last: bool = True
) -> tuple[int, str]:
    """Post the form: the status, and the code of the XML if there is one."""
    form = aiohttp.FormData(default_to_multipart=True)
    if not last:
        form.add_field("file", io.BytesIO(file), filename="cat.png")
    for name, value in fields.items():
        form.add_field(name, value)
    if last:
        form.add_field("file", io.BytesIO(file), filename="cat.png")
    async with client.http.post(host, data=form) as response:
        text = await response.text()
        return response.status, xml_code(text) if text else ""


def xml_code(text: str) -> str:
    return ET.fromstring(text).findtext("Code", "")


async def uploaded(client: StudioClient, data: bytes = PHOTO, model: str = "wanx-v1", name: str = "cat.png") -> str:
    allowed = await policy(client, model)
    fields = form_of(allowed, name)
    assert await send(client, allowed["upload_host"], fields, data) == (200, "")
    return f"oss://{fields['key']}"


async def with_reference(client: StudioClient, url: str, *, resolve: bool = True, **rest: Any) -> Answer:
    headers = RESOLVE if resolve else {}
    return await client.create(n=1, input={"ref_img": url}, headers=headers, **rest)


# ---- uploads


async def test_storage__policy(client: StudioClient) -> None:
    data = await policy(client)
    assert data["upload_dir"].startswith("dashscope-instant/")
    assert (data["expire_in_seconds"], data["x_oss_forbid_overwrite"], data["x_oss_object_acl"]) == (
        300,
        "true",
        "private",
    )
    for query in ("", "?action=getPolicy", "?model=wanx-v1", "?action=other&model=wanx-v1"):
        assert (await client.call("GET", f"/uploads{query}")).code == "InvalidParameter"


async def test_storage__upload_serves_its_account_and_model_only(client: StudioClient) -> None:
    url = await uploaded(client)
    accepted = await with_reference(client, url, ref_mode="refonly", ref_strength=1)
    assert (await client.until_finished(accepted.task_id)).task_status == "SUCCEEDED"
    not_found = "Failed to find the requested media resource during the data inspection process"
    assert (await with_reference(client.with_key("sk-other"), url)).body["message"] == not_found
    assert (await with_reference(client, url + "x")).body["message"] == not_found
    other = {"images": [url]}
    answer = await client.create(model="wan2.5-i2i-preview", endpoint="image2image", input=other, headers=RESOLVE)
    assert answer.refusal == (400, "InvalidParameter.DataInspection", not_found)


async def test_storage__upload_needs_the_resolve_header(client: StudioClient) -> None:
    answer = await with_reference(client, await uploaded(client), resolve=False)
    assert answer.refusal[:2] == (400, "InvalidParameter.DataInspection")


async def test_storage__ref_img_goes_before_ref_image(client: StudioClient) -> None:
    url = await uploaded(client)
    good = await client.create(n=1, input={"ref_img": url, "ref_image": "http://elsewhere/x.png"}, headers=RESOLVE)
    assert good.status == 200
    old = await client.create(n=1, input={"ref_image": url}, headers=RESOLVE)
    assert old.status == 200
    assert [task["reference"] for task in client.studio.record()["tasks"]] == [True, True]


async def test_storage__upload_lives_48_hours(driven: StudioClient, clock: DrivenClock) -> None:
    url = await uploaded(driven)
    clock.advance(48 * 3600)
    assert (await with_reference(driven, url)).status == 200
    clock.advance(1)
    assert (await with_reference(driven, url)).code == "InvalidParameter.DataInspection"


async def test_storage__policy_lives_300_seconds(driven: StudioClient, clock: DrivenClock) -> None:
    data = await policy(driven)
    clock.advance(300)
    assert await send(driven, data["upload_host"], form_of(data)) == (200, "")
    clock.advance(1)
    assert await send(driven, data["upload_host"], form_of(data, "two.png")) == (403, "AccessDenied")


async def test_storage__forms_that_break_the_rules(client: StudioClient) -> None:
    data = await policy(client)
    host, good = data["upload_host"], form_of(data)
    assert await send(client, host, good, last=False) == (400, "InvalidPolicyDocument")
    assert await send(client, host, {**good, "key": "elsewhere/cat.png"}) == (400, "InvalidPolicyDocument")
    assert await send(client, host, {**good, "key": data["upload_dir"] + "/"}) == (400, "InvalidPolicyDocument")
    assert await send(client, host, {**good, "Signature": "x"}) == (403, "SignatureDoesNotMatch")
    assert await send(client, host, {**good, "policy": "x"}) == (403, "SignatureDoesNotMatch")
    assert await send(client, host, {**good, "OSSAccessKeyId": "x"}) == (403, "InvalidAccessKeyId")
    assert await send(client, host, {name: good[name] for name in good if name != "key"}) == (
        400,
        "InvalidPolicyDocument",
    )
    async with client.http.post(host, data={"a": "b"}) as response:
        assert (response.status, xml_code(await response.text())) == (400, "MalformedPOSTRequest")
    assert await send(client, host, good) == (200, "")
    assert await send(client, host, good) == (409, "FileAlreadyExists")


async def test_storage__field_after_the_file(client: StudioClient) -> None:
    data = await policy(client)
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in form_of(data).items():
        form.add_field(name, value)
    form.add_field("file", PHOTO, filename="cat.png")
    form.add_field("late", "1")
    async with client.http.post(data["upload_host"], data=form) as response:
        assert (response.status, xml_code(await response.text())) == (400, "InvalidArgument")
    assert client.studio.record()["summary"]["uploads"] == 0


async def test_storage__without_a_success_status_storage_says_204(client: StudioClient) -> None:
    data = await policy(client)
    fields = {name: value for name, value in form_of(data).items() if name != "success_action_status"}
    assert await send(client, data["upload_host"], fields) == (204, "")


# ---- references


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/cat.png",
        "https://example.com/cat.png",
        "file:///etc/passwd",
        "/etc/passwd",
        "http://[broken",
        "data:image/png;base64,aGk=",
        "http://例子/猫.png",
    ],
)
async def test_storage__urls_that_are_not_the_studios_own_are_not_fetched(client: StudioClient, url: str) -> None:
    assert (await with_reference(client, url)).refusal[:2] == (400, "InvalidURL")


async def test_storage__result_can_be_a_reference(client: StudioClient) -> None:
    (item,) = (await client.done(n=1)).body["output"]["results"]
    answer = await client.until_finished((await with_reference(client, item["url"])).task_id)
    assert answer.task_status == "SUCCEEDED"
    client.studio.change_settings(submissions_per_second={"wanx-v1": 100})
    bare = item["url"].partition("?")[0]
    assert (await with_reference(client, bare)).code == "InvalidURL"
    elsewhere = item["url"].replace("127.0.0.1", "127.0.0.2")
    assert (await with_reference(client, elsewhere)).code == "InvalidURL"


def encoded(width: int, height: int, kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (encoded(256, 256, "webp"), ""),
        (encoded(4096, 300, "jpeg"), ""),
        (encoded(255, 300, "png"), "InvalidImageResolution"),
        (encoded(4097, 300, "png"), "InvalidImageResolution"),
        (encoded(300, 300, "gif"), "InvalidImageFormat"),
        (b"GIF89a nothing", "InvalidImageFormat"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "InvalidImageFormat"),
        (b"", "InvalidImageFormat"),
    ],
)
async def test_storage__images_are_judged_inside_the_task(client: StudioClient, data: bytes, code: str) -> None:
    answer = await client.until_finished((await with_reference(client, await uploaded(client, data))).task_id)
    assert answer.body["output"].get("code", "") == code


async def test_storage__models_that_take_data_uris(client: StudioClient) -> None:
    import base64

    data = "data:image/png;base64," + base64.b64encode(encoded(640, 512, "png")).decode()
    edit = {"function": "description_edit", "base_image_url": data}
    answer = await client.done(model="wanx2.1-imageedit", endpoint="image2image", input=edit)
    (item,) = answer.body["output"]["results"]
    _, picture = await client.get(item["url"])
    with Image.open(io.BytesIO(picture)) as image:
        assert image.size == (640, 512)  # The picture is as large as its reference.
    broken = {"images": ["data:image/png;base64,***"]}
    assert (await client.create(model="wan2.5-i2i-preview", endpoint="image2image", input=broken)).code == "InvalidURL"


# ---- results


@pytest.fixture
async def result(driven: StudioClient) -> AsyncIterator[str]:
    """The URL of a picture."""
    (item,) = (await driven.done(n=1)).body["output"]["results"]
    yield item["url"]


async def test_storage__url_opens_only_with_its_own_query(driven: StudioClient, result: str) -> None:
    async def denied(url: str) -> tuple[int, str]:
        status, data = await driven.get(url)
        return status, xml_code(data.decode())

    (other,) = (await driven.done(n=1)).body["output"]["results"]
    bare, _, query = result.partition("?")
    assert (await driven.get(result))[0] == 200
    assert await denied(bare) == (403, "AccessDenied")
    assert await denied(f"{bare}?{other['url'].partition('?')[2]}") == (403, "SignatureDoesNotMatch")
    assert await denied(f"{bare}?{query.replace('Expires=1', 'Expires=2')}") == (403, "SignatureDoesNotMatch")
    assert await denied(f"{bare}?{query.replace('LTAI', 'LTAX')}") == (403, "InvalidAccessKeyId")


async def test_storage__urls_and_tasks_live_a_day(driven: StudioClient, clock: DrivenClock, result: str) -> None:
    task_id = urlsplit(result).path.split("/")[2]
    clock.advance(24 * 3600)
    assert (await driven.get(result))[0] == 200
    assert (await driven.query(task_id)).task_status == "SUCCEEDED"
    clock.advance(1)
    assert (await driven.get(result))[0] == 403
    assert (await driven.query(task_id)).task_status == "UNKNOWN"
    assert (await driven.call("GET", f"/tasks?task_id={task_id}")).body["total"] == 0
    assert [task["task_id"] for task in driven.studio.record()["tasks"]] == [task_id]


async def test_storage__urls_can_be_made_to_expire(driven: StudioClient, result: str) -> None:
    task_id = urlsplit(result).path.split("/")[2]
    assert await driven.control("POST", "/expire", json={"task_id": task_id}) == (200, {"expired": 1})
    status, data = await driven.get(result)
    assert (status, xml_code(data.decode())) == (403, "AccessDenied")
    (again,) = (await driven.query(task_id)).body["output"]["results"]
    assert (await driven.get(again["url"]))[0] == 403
    await driven.control("POST", "/expire", json={"tasks": True})
    assert (await driven.query(task_id)).task_status == "UNKNOWN"


async def test_storage__downloads_are_counted(driven: StudioClient, result: str) -> None:
    await driven.get(result)
    await driven.get(result)
    assert driven.studio.record()["tasks"][0]["downloads"] == [2]
