"""Uploads, downloads, tokens."""

import os

import pytest

from .conftest import Environment, picture


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP"])
async def test_media_and_files__pictures_survive_the_upload_unchanged(env: Environment, kind: str) -> None:
    data = picture(kind=kind)
    answer = await env.robot.upload(data, f"a.{kind.lower()}")
    assert (answer["errcode"], answer["type"]) == (0, "image")
    assert env.dd.media.uploads[answer["media_id"]].data == data


async def test_media_and_files__any_bytes_survive_the_upload(env: Environment) -> None:
    data = os.urandom(5000) + b"\r\n--\r\n\x00\n"
    answer = await env.robot.upload(data, "a.zip", "file")
    assert env.dd.media.uploads[answer["media_id"]].data == data


@pytest.mark.parametrize(
    ("data", "name", "kind", "errcode"),
    [
        (picture(kind="WEBP"), "a.webp", "image", 40004),
        (picture(kind="WEBP"), "a.png", "image", 40004),
        (b"plain text", "a.png", "image", 40004),
        (picture(), "noname", "image", 40004),
        (picture(), "a.png", "sticker", 40004),
        (b"", "a.png", "image", 44001),
        (b"x" * (2 * 1024 * 1024 + 1), "a.amr", "voice", 45001),
    ],
    ids=["webp", "webp-in-disguise", "no-image", "no-suffix", "type", "empty", "too-large"],
)
async def test_media_and_files__refused_uploads(
    env: Environment, data: bytes, name: str, kind: str, errcode: int
) -> None:
    assert (await env.robot.upload(data, name, kind))["errcode"] == errcode
    assert env.violated() == [f"errcode.{errcode}"]


async def test_media_and_files__damaged_picture_is_taken_and_noted(env: Environment) -> None:
    assert (await env.robot.upload(picture()[:45]))["errcode"] == 0
    assert env.violated() == ["picture-broken"]


async def test_media_and_files__oapi_answers_a_bad_token_with_200(env: Environment) -> None:
    assert (await env.robot.upload(picture(), token="bad"))["errcode"] == 40014


async def test_media_and_files__token_lives_two_hours_and_stays_the_same(env: Environment) -> None:
    first = await env.robot.token()
    await env.clock.advance(7199)
    assert await env.robot.token() == first
    await env.clock.advance(1)
    status, answer = await env.robot.http("POST", "/v1.0/robot/messageFiles/download", {}, token=first)
    assert (status, answer["code"]) == (400, "InvalidAuthentication")
    assert await env.robot.token() != first
    assert env.dd.usage.api_calls == 0


async def test_media_and_files__revoked_token(env: Environment) -> None:
    first = await env.robot.token()
    env.dd.revoke_token(env.app)
    assert (await env.robot.upload(picture(), token=first))["errcode"] == 40014
    assert await env.robot.token() != first


async def test_media_and_files__wrong_credentials(env: Environment) -> None:
    body = {"appKey": "ding-app", "appSecret": "wrong"}
    status, answer = await env.robot.http("POST", "/v1.0/oauth2/accessToken", body)
    assert (status, answer["code"]) == (400, "invalidClientIdOrSecret")


async def test_media_and_files__legacy_token(env: Environment) -> None:
    path = "/gettoken?appkey=ding-app&appsecret=sec"
    _, answer = await env.robot.http("GET", path, base=env.dd.oapi_endpoint)
    assert answer["access_token"] == await env.robot.token()


async def test_media_and_files__picture_is_downloaded_by_its_code(env: Environment) -> None:
    message = env.li.send_picture(env.chat, picture())
    assert message.push is not None
    code = message.push.payload["content"]["downloadCode"]
    status, answer = await env.robot.download(code)
    assert status == 200
    url = answer["downloadUrl"]
    assert url.startswith("http://") and url.split("?")[0].endswith(".file")
    assert await env.robot.http("GET", url) == (200, picture())
    assert (await env.robot.http("GET", url.replace("Signature=", "Signature=0")))[0] == 403
    await env.clock.advance(env.dd.settings.download_url_life_s)
    assert (await env.robot.http("GET", url))[0] == 403


async def test_media_and_files__download_codes_that_do_not_work(env: Environment) -> None:
    other = env.dd.add_app(client_id="ding-other")
    message = env.li.send_picture(env.chat, picture())
    strange = env.li.send_picture(env.dd.one_to_one(other, env.li), picture())
    assert message.push is not None and strange.push is not None
    content = message.push.payload["content"]
    status, answer = await env.robot.download(content["pictureDownloadCode"])
    assert (status, answer["code"]) == (500, "system.error")
    for code, robot_code, expected in (
        ("", "", "invalidParameter.robotCode.empty"),
        (content["downloadCode"], "ding-other", "invalidParameter.robotCode.auth"),
        (strange.push.payload["content"]["downloadCode"], "", "invalidParameter.robotCode.auth"),
        ("nonsense", "", "invalidParameter.robotCode.downloadCode"),
    ):
        status, answer = await env.robot.download(code, robot_code)
        assert (status, answer["code"]) == (400, expected)
    await env.clock.advance(env.dd.settings.download_code_life_s)
    assert (await env.robot.download(content["downloadCode"]))[1]["code"] == "invalidParameter.robotCode.downloadCode"


async def test_media_and_files__token_belongs_neither_to_the_file_store_nor_to_a_webhook(env: Environment) -> None:
    message = env.li.send_picture(env.chat, picture())
    assert message.push is not None
    payload = message.push.payload
    _, answer = await env.robot.download(payload["content"]["downloadCode"])
    token = await env.robot.token()
    await env.robot.http("GET", answer["downloadUrl"], token=token)
    await env.robot.http("POST", payload["sessionWebhook"], {"msgtype": "empty"}, token=token)
    assert env.violated() == ["token-leaked", "token-leaked"]
