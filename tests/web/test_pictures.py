"""Uploaded images, and the pictures of posts."""

from __future__ import annotations

import asyncio
import base64
import io
import struct
import zlib

import pytest
from PIL import Image

from adapters.web import WebAdapter, imaging
from adapters.web.limits import PREVIEW_EDGE, UPLOAD_BYTES, UPLOADS_INCOMING_PERSON
from bot.adapter_api import Conversation, Create, PostView, ViewPicture
from tests.web.host import WebHost, png
from tests.web.visitor import Visitor, visiting

TEAM = Conversation("web", "team")
GPS = 0x8825
ORIENTATION = 0x0112


def photo(kind: str = "JPEG", width: int = 120, height: int = 80, orientation: int = 1) -> bytes:
    """A photo with a location in its metadata."""
    image = Image.new("RGB", (width, height), "#557799")
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[1] = "N"
    out = io.BytesIO()
    image.save(out, kind, **({"exif": exif} if kind in {"JPEG", "PNG", "WEBP", "TIFF"} else {}))
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of 200 bytes whose header declares 60,000 by 60,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def two_coloured_png() -> bytes:
    """A picture that is red on the left, and blue on the right."""
    image = Image.new("RGB", (640, 320), "#cc0000")
    image.paste("#0000cc", (320, 0, 640, 320))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


async def test_picture__post_carries_some_colours_of_its_picture(
    visitor: Visitor, host: WebHost, adapter: WebAdapter
) -> None:
    host.pictures["job-1"] = two_coloured_png()
    for id, key in ((1, "job-1"), (2, "gone")):
        await adapter.post(TEAM, Create(id, PostView("", picture=ViewPicture(key, "image/png", 640, 320))))
    shown, missing = (entry["picture"] for entry in await visitor.entries("team"))
    colours = base64.b64decode(shown["glimpse"])
    assert len(colours) == imaging.PLACEHOLDER_SIDE_PX**2 * 3
    assert (colours[:3], colours[-3:]) == (b"\xcc\0\0", b"\0\0\xcc")
    assert len(shown["glimpse"]) < 300, "it comes with every entry of a room"
    assert "glimpse" not in missing


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
async def test_picture__image_of_any_kind_is_shown_without_what_it_knows(
    visitor: Visitor, host: WebHost, kind: str
) -> None:
    id = await visitor.upload(photo(kind))
    sent = await visitor.say("", images=[id])
    (image,) = (await visitor.entries())[0]["images"]
    assert (image["width"], image["height"]) == (120, 80)
    for size in ("?size=preview", ""):
        answer = await visitor.get(f"p/~/{sent['id']}/{image['tag']}{size}")
        assert answer.headers["Content-Type"] == "image/webp"
        shown = Image.open(io.BytesIO(await answer.read()))
        assert shown.size == (120, 80)
        assert not shown.getexif()
    assert list(host.images.values()) == [photo(kind)]  # the bot gets it as it came, and checks it itself


def test_picture__photo_that_lies_on_its_side_stands_up() -> None:
    data = photo(orientation=6)
    small = imaging.resize(data, 60, uploaded=True)
    assert (small.width, small.height) == (80, 120)
    assert Image.open(io.BytesIO(small.data)).size == (40, 60)


def test_picture__picture_of_the_bot_keeps_its_transparency() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(imaging.resize(out.getvalue(), 50, uploaded=False).data)).mode == "RGBA"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "empty-image"),
        (b"x", "not-an-image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not-an-image"),
        (b"%PDF-1.7", "not-an-image"),
        (b"\x89PNG\r\n", "not-an-image"),
        (b"GIF89a", "damaged-image"),
        (png(600, 400)[:900], "damaged-image"),
    ],
)
async def test_picture__what_is_no_image_is_refused(visitor: Visitor, host: WebHost, data: bytes, error: str) -> None:
    answer = await visitor.post("api/uploads", data=data)
    assert (answer.status, (await answer.json())["error"]) == (415, error)
    assert not host.images


async def test_picture__bomb_is_not_opened(visitor: Visitor, host: WebHost) -> None:
    answer = await visitor.post("api/uploads", data=bomb())
    assert (answer.status, (await answer.json())["error"]) == (415, "too-many-pixels")
    assert not host.images


async def test_picture__fifty_megabytes_are_not_read(visitor: Visitor, host: WebHost) -> None:
    async def endless() -> object:
        for _ in range(50):
            yield b"\xff" * 1024 * 1024

    # With its length told beforehand, and without: then it is cut off on the way.
    for data in (io.BytesIO(b"\xff" * (50 * 1024 * 1024)), endless()):
        try:
            answer = await visitor.post("api/uploads", data=data)
        except OSError:
            continue  # the server hung up while we were still sending
        assert (answer.status, (await answer.json())["error"]) == (413, "too-large")
    assert not host.images
    assert len(photo()) < UPLOAD_BYTES
    await visitor.upload(photo())


async def test_picture__hundred_images_at_once(visitor: Visitor, host: WebHost) -> None:
    answers = await asyncio.gather(*(visitor.post("api/uploads", data=photo()) for _ in range(100)))
    taken = [answer.status for answer in answers].count(200)
    assert UPLOADS_INCOMING_PERSON <= taken < 30
    assert {answer.status for answer in answers} == {200, 429}
    assert len(host.images) == taken


async def test_picture__image_that_cannot_be_read_any_more_is_shown_as_missing(visitor: Visitor, host: WebHost) -> None:
    sent = await visitor.say("", images=[await visitor.upload(png(600, 400))])
    (image,) = (await visitor.entries())[0]["images"]
    for handle in host.images:  # Damaged on disk; the preview of the upload is kept, the large one is not.
        host.images[handle] = host.images[handle][:900]
    answer = await visitor.get(f"p/~/{sent['id']}/{image['tag']}")
    assert answer.status == 404


async def test_picture__picture_of_the_bot(adapter: WebAdapter, visitor: Visitor, host: WebHost) -> None:
    host.pictures["jobs/7/0"] = original = png(1400, 1050)
    picture = ViewPicture("jobs/7/0", "image/png", 1400, 1050, "Rosen", '../日出/x"\r\n.html')
    await adapter.post(TEAM, Create(7, PostView("", picture=picture)))
    tag = (await visitor.entries("team"))[0]["picture"]["tag"]
    address = f"p/team/p7/{tag}"
    answer = await visitor.get(address)
    assert await answer.read() == original
    assert answer.headers["Content-Type"] == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    small = await visitor.get(address + "?size=preview")
    assert Image.open(io.BytesIO(await small.read())).size == (PREVIEW_EDGE, PREVIEW_EDGE * 3 // 4)
    saved = await visitor.get(address + "?download=1")
    assert await saved.read() == original
    name = saved.headers["Content-Disposition"]
    assert name.startswith("attachment; filename*=UTF-8''")
    assert name.endswith(".png")
    assert not set(name.partition("''")[2]) & set('/\\"\r\n ')


async def test_picture__is_found_only_through_a_room_one_may_be_in(
    adapter: WebAdapter, visitor: Visitor, host: WebHost
) -> None:
    me = (await visitor.start())["me"]["id"]
    host.pictures["k"] = png(50, 50)
    view = PostView("", picture=ViewPicture("k", "image/png", 50, 50))
    await adapter.post(Conversation("web", f"~{me}"), Create(1, view))
    tag = (await visitor.entries())[0]["picture"]["tag"]
    assert (await visitor.get(f"p/~/p1/{tag}")).status == 200
    async with visiting(adapter.address) as other:
        for path in (f"p/~/p1/{tag}", f"p/~{me}/p1/{tag}", f"p/team/p1/{tag}"):
            assert (await other.get(path)).status == 404
    async with visiting(adapter.address, room=None) as stranger:
        assert (await stranger.get(f"p/~/p1/{tag}")).status == 401
    for path in ("p/~/p1/k", "p/~/p2/" + tag, "p/~/p1/" + tag[:-1]):
        assert (await visitor.get(path)).status == 404


async def test_picture__unknown_type_is_only_downloaded(adapter: WebAdapter, visitor: Visitor, host: WebHost) -> None:
    host.pictures["k"] = b"<html>"
    file = ViewPicture("k", "text/html", 50, 50, name="x.html")
    await adapter.post(TEAM, Create(1, PostView("", files=(file,))))
    tag = (await visitor.entries("team"))[0]["files"][0]["tag"]
    answer = await visitor.get(f"p/team/p1/{tag}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_picture__that_is_gone(adapter: WebAdapter, visitor: Visitor) -> None:
    await adapter.post(TEAM, Create(1, PostView("", picture=ViewPicture("nie", "image/png", 50, 50))))
    tag = (await visitor.entries("team"))[0]["picture"]["tag"]
    for size in ("", "?size=preview"):
        assert (await visitor.get(f"p/team/p1/{tag}{size}")).status == 404
