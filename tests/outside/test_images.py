"""Images as people really send them: read alike for the painter and for the eyes, or refused with the right word.

The files in `images/` were made for these tests; what is large is made here.
"""

from __future__ import annotations

import io
import math
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from adapters.web.imaging import resize
from bot.media import ImageProblem, may_be_image, sniff
from bot.media.normalize import normalize_image
from tests.web.host import running
from tests.web.visitor import visiting

FILES = Path(__file__).parent / "images"
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 220), (255, 255, 255)
QUARTERS = (RED, GREEN, BLUE, WHITE)
ORIENTATION = 0x0112


def case(name: str) -> bytes:
    return (FILES / name).read_bytes()


def seen(data: bytes) -> Image.Image:
    """What a model is sent, after comparing it with what the room shows."""
    sent = normalize_image(data)
    shown = resize(data, 960, uploaded=True)
    with Image.open(io.BytesIO(sent.data)) as painter, Image.open(io.BytesIO(shown.data)) as eyes:
        assert (eyes.mode, painter.mode) == ("RGB", "RGB")
        assert abs(eyes.width / eyes.height - painter.width / painter.height) < 0.01
        small = (64, 64)
        difference = ImageChops.difference(painter.resize(small), eyes.resize(small))
        assert max(ImageStat.Stat(difference).mean) < 6, "the room shows something else than what is sent"
        painter.load()
        return painter


def colour_at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """The colour of a place given in shares of the sides."""
    pixel = image.getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(pixel, tuple)
    return pixel


def assert_like(found: tuple[int, ...], expected: tuple[int, ...], within: int = 6) -> None:
    assert all(abs(a - b) <= within for a, b in zip(found, expected, strict=True)), (found, expected)


def assert_quarters(image: Image.Image, quarters: tuple[tuple[int, ...], ...] = QUARTERS) -> None:
    """Top left, top right, bottom left, bottom right."""
    places = ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75))
    for (x, y), expected in zip(places, quarters, strict=True):
        assert_like(colour_at(image, x, y), expected)


def lab(colour: tuple[int, ...]) -> tuple[float, float, float]:
    """CIELAB (D65) of an sRGB colour, by the formulas of IEC 61966-2-1 and CIE 15."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour))
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def delta_e(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """CIE76; 2.3 is what people just notice."""
    return math.dist(lab(one), lab(other))


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def quartered(width: int = 320, height: int = 240) -> Image.Image:
    image = Image.new("RGB", (width, height), WHITE)
    for number, colour in enumerate(QUARTERS):
        image.paste(colour, (number % 2 * width // 2, number // 2 * height // 2, (number % 2 + 1) * width // 2, height))
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    return image


def png_chunk(name: bytes, body: bytes, wrong_crc: bool = False) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body) ^ wrong_crc)


def with_chunk(png: bytes, chunk: bytes) -> bytes:
    """A PNG with one more chunk behind its header."""
    return png[:33] + chunk + png[33:]


# --- orientation


@pytest.mark.parametrize("name", ["tiff-orientation-6.tif", "exif-width-as-ascii.jpg", "exif-width-as-rational.jpg"])
def test_image__turned_once(name: str) -> None:
    """python-pillow/Pillow#7381: TIFF is turned while it loads. python-pillow/Pillow#8965: width and height of EXIF in types
    that they should not have."""
    image = seen(case(name))
    assert image.size == (480, 640)
    assert_quarters(image, (BLUE, RED, WHITE, GREEN))


@pytest.mark.parametrize("name", ["exif-srational-in-rational-tag.jpg", "exif-double.jpg"])
def test_image__exif_of_odd_types(name: str) -> None:
    """python-pillow/Pillow#8605."""
    assert_quarters(seen(case(name)), (BLUE, RED, WHITE, GREEN))


def test_image__upside_down_tiff() -> None:
    """python-pillow/Pillow#7381."""
    assert_quarters(seen(case("tiff-orientation-3.tif")), (WHITE, BLUE, GREEN, RED))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_image__every_orientation_of_every_kind(kind: str, orientation: int) -> None:
    """python-pillow/Pillow#7381, with the other kinds that carry an orientation."""
    stored = quartered(640, 480)
    turned = ImageOps.exif_transpose(_marked(stored, orientation))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    image = seen(encoded(stored, kind, exif=exif))
    assert image.size == turned.size
    difference = ImageChops.difference(image.resize((32, 32)), turned.resize((32, 32)))
    assert max(ImageStat.Stat(difference).mean) < 8


def _marked(image: Image.Image, orientation: int) -> Image.Image:
    marked = image.copy()
    marked.getexif()[ORIENTATION] = orientation
    return marked


# --- which image of the file


def test_image__primary_image_of_heic() -> None:
    """fazer-ai/agents#707: the primary image is the second one in the file."""
    assert_like(colour_at(seen(case("heic-primary-second.heic")), 0.5, 0.5), RED)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"heim", b"heis", b"hevx", b"hevm", b"mif1"])
def test_image__every_brand_of_heic(brand: bytes) -> None:
    """alexcorvi/heic2any#46."""
    out = io.BytesIO()
    pillow_heif.from_pillow(quartered()).save(out)
    data = bytearray(out.getvalue())
    data[8:12] = brand
    assert sniff(bytes(data)) == "HEIF"
    assert_quarters(seen(bytes(data)))


@pytest.mark.parametrize("name", ["first-frame-empty.gif", "first-frame-empty.webp"])
def test_image__first_frame_with_something_on_it(name: str) -> None:
    """WhatsApp/stickers#741."""
    assert_like(colour_at(seen(case(name)), 0.5, 0.5), RED)


def test_image__smaller_version_in_front_of_a_tiff_is_not_the_image() -> None:
    """python-pillow/Pillow#7381, one step further: scanners put a thumbnail first and mark it as one."""
    thumbnail = Image.new("RGB", (80, 80), BLUE)
    data = bytearray(encoded(thumbnail, "TIFF", save_all=True, append_images=[quartered()], tiffinfo={254: 1}))
    # Pillow marks both pages; the second one is the whole image.
    second = struct.unpack_from("<L", data, struct.unpack_from("<L", data, 4)[0] + 2 + 12 * _entries(data, 4))[0]
    at = second + 2
    assert struct.unpack_from("<H", data, at)[0] == 254
    data[at + 8] = 0
    assert seen(bytes(data)).size == (341, 256)


def _entries(data: bytearray, pointer: int) -> int:
    (start,) = struct.unpack_from("<L", data, pointer)
    return int(struct.unpack_from("<H", data, start)[0])


# --- colours


@pytest.mark.parametrize(
    ("name", "colours"),
    [
        # sRGB's red, green and blue as Display P3 and ProPhoto write them.
        ("icc-p3.jpg", {(234, 51, 35): (255, 0, 0), (117, 251, 76): (0, 255, 0), (0, 0, 245): (0, 0, 255)}),
        ("icc-prophoto.png", {(179, 70, 26): (255, 0, 0), (138, 237, 77): (0, 255, 0), (86, 35, 235): (0, 0, 255)}),
    ],
)
def test_image__colour_profile_is_applied(name: str, colours: dict[tuple[int, ...], tuple[int, ...]]) -> None:
    """photoprism/photoprism#1522, SmileyChris/easy-thumbnails#366: every photo of an iPhone is in Display P3."""
    with Image.open(FILES / name) as image:
        profile = image.info["icc_profile"]
    for stored, shown in colours.items():
        for kind, how in (("PNG", {}), ("JPEG", {"quality": 95}), ("WEBP", {"lossless": True}), ("TIFF", {})):
            data = encoded(Image.new("RGB", (300, 300), stored), kind, icc_profile=profile, **how)
            assert delta_e(colour_at(seen(data), 0.5, 0.5), shown) < 4, (kind, stored)
        with_alpha = Image.new("RGBA", (300, 300), (*stored, 255))
        assert delta_e(colour_at(seen(encoded(with_alpha, "PNG", icc_profile=profile)), 0.5, 0.5), shown) < 4, stored


def test_image__profile_with_exchanged_channels() -> None:
    """photoprism/photoprism#1522: such a file looks right only where the profile is really used."""
    image = seen(case("icc-swapped.jpg"))
    with Image.open(FILES / "icc-p3.jpg") as other:
        assert image.size == other.size
    first, second = colour_at(image, 0.1, 0.5), colour_at(image, 0.35, 0.5)
    assert first[1] > max(first[0], first[2]), "stored as red, shown as green"
    assert second[2] > max(second[0], second[1]), "stored as green, shown as blue"


P3_RED, P3_WHITE_POINT = (234, 51, 35), struct.pack(">8L", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
"""sRGB's red as Display P3 writes it, and the chromaticities of Display P3 as cHRM does."""


def flat_png(colour: tuple[int, int, int], **chunks: bytes) -> bytes:
    data = encoded(Image.new("RGB", (300, 300), colour), "PNG")
    for name, body in reversed(chunks.items()):
        data = with_chunk(data, png_chunk(name.encode(), body))
    return data


@pytest.mark.parametrize(
    ("stored", "chunks", "shown"),
    [
        (P3_RED, {"cICP": b"\x0c\x0d\0\1"}, (255, 0, 0)),
        (P3_RED, {"gAMA": struct.pack(">L", 45455), "cHRM": P3_WHITE_POINT}, (255, 0, 0)),
        (P3_RED, {"sRGB": b"\0", "gAMA": struct.pack(">L", 45455), "cHRM": P3_WHITE_POINT}, P3_RED),
        (P3_RED, {"cICP": b"\x01\x0d\0\1", "gAMA": struct.pack(">L", 100_000)}, P3_RED),
        (P3_RED, {"cICP": b"\x02\x02\0\1"}, P3_RED),  # "unspecified"
        ((128, 128, 128), {"gAMA": struct.pack(">L", 100_000)}, (188, 188, 188)),
        ((128, 128, 128), {"gAMA": struct.pack(">L", 45_455)}, (128, 128, 128)),
        ((128, 128, 128), {"gAMA": struct.pack(">L", 0)}, (128, 128, 128)),
        ((128, 128, 128), {"gAMA": struct.pack(">L", 45_455), "cHRM": b"\0" * 32}, (128, 128, 128)),
        ((148, 148, 148), {"cICP": b"\x09\x10\0\1"}, (232, 232, 232)),  # PQ's paper white: nearly white
        ((38, 38, 38), {"cICP": b"\x09\x10\0\1"}, (15, 15, 15)),  # and of PQ, 0.9 nits: shadows stay
    ],
)
def test_image__png_that_tells_its_colours_without_a_profile(
    stored: tuple[int, int, int], chunks: dict[str, bytes], shown: tuple[int, int, int]
) -> None:
    """photoprism/photoprism#1522, further on: chunks that stand for a profile, in the order of PNG's third edition."""
    assert delta_e(colour_at(seen(flat_png(stored, **chunks)), 0.5, 0.5), shown) < 4


def test_image__heif_and_avif_that_tell_their_colours_by_numbers() -> None:
    """photoprism/photoprism#1522, further on: code points (nclx) in place of a profile."""
    out = io.BytesIO()
    numbers = {"color_primaries": 12, "transfer_characteristics": 13, "matrix_coefficients": 6, "full_range_flag": 1}
    pillow_heif.from_pillow(Image.new("RGB", (300, 300), P3_RED)).save(out, quality=95, **numbers)
    assert delta_e(colour_at(seen(out.getvalue()), 0.5, 0.5), (255, 0, 0)) < 4
    avif = encoded(Image.new("RGB", (300, 300), P3_RED), "AVIF", quality=95)
    assert delta_e(colour_at(seen(avif), 0.5, 0.5), P3_RED) < 4
    marked = avif.replace(b"colrnclx\0\x01", b"colrnclx\0\x0c")
    assert marked != avif
    assert delta_e(colour_at(seen(marked), 0.5, 0.5), (255, 0, 0)) < 4


@pytest.mark.parametrize(
    ("space", "index", "shown"),
    [
        (65535, b"R03\0", (255, 0, 0)),
        (2, b"\0\0\0\0", (255, 0, 0)),
        (1, b"R98\0", (219, 0, 0)),
        (65535, b"R98\0", (219, 0, 0)),
    ],
)
def test_image__cameras_mark_of_adobe_rgb(space: int, index: bytes, shown: tuple[int, int, int]) -> None:
    """photoprism/photoprism#1522, further on: cameras write no profile but the mark R03 (DCF 2.0)."""

    def directory(*fields: bytes) -> bytes:
        return struct.pack(">H", len(fields)) + b"".join(fields) + b"\0" * 4

    first = directory(struct.pack(">HHLL", 0x8769, 4, 1, 26))
    photo = directory(struct.pack(">HHLHH", 0xA001, 3, 1, space, 0), struct.pack(">HHLL", 0xA005, 4, 1, 56))
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + first + photo + directory(struct.pack(">HHL", 1, 2, 4) + index)
    data = encoded(Image.new("RGB", (300, 300), (219, 0, 0)), "JPEG", quality=97, exif=exif)
    assert delta_e(colour_at(seen(data), 0.5, 0.5), shown) < 4


@pytest.mark.parametrize("profile", [b"", b"x" * 200, b"\0" * 128])
def test_image__broken_profile_is_passed_over(profile: bytes) -> None:
    """photoprism/photoprism#1522, the other way round."""
    assert_quarters(seen(encoded(quartered(), "PNG", icc_profile=profile)))


def test_image__sixteen_bits() -> None:
    """unslothai/unsloth#10094, python-pillow/Pillow#3011."""
    image = seen(case("png-gray16.png"))
    levels = [colour_at(image, x, y)[0] for x, y in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75))]
    assert levels[2] < levels[0] < levels[1] < levels[3] == 255
    for kind in ("PNG", "TIFF"):
        grey = encoded(Image.new("I;16", (3000, 2000), 0x8000), kind)
        assert_like(colour_at(seen(grey), 0.5, 0.5), (128, 128, 128), within=2)


@pytest.mark.parametrize(
    ("drawing", "visible"),
    [
        ("white-logo.png", True),
        ((255, 255, 255), True),
        ((250, 245, 235), True),
        ((255, 255, 0), False),  # yellow on white can be read
        ((0, 0, 0), False),
        ((34, 34, 34), False),
    ],
)
def test_image__drawing_can_be_seen_on_its_ground(drawing: str | tuple[int, int, int], visible: bool) -> None:
    """NousResearch/hermes-agent#64549: a white logo on nothing."""
    if isinstance(drawing, str):
        data = case(drawing)
    else:
        logo = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
        logo.paste((*drawing, 255), (100, 100, 300, 300))
        data = encoded(logo, "PNG")
    image = seen(data)
    middle, corner = colour_at(image, 0.5, 0.5), colour_at(image, 0.02, 0.02)
    assert max(abs(a - b) for a, b in zip(middle, corner, strict=True)) > 90
    assert (corner != WHITE) is visible


def test_image__white_and_black_letters_on_nothing() -> None:
    """NousResearch/hermes-agent#64549: neither half may vanish."""
    logo = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    logo.paste((255, 255, 255, 255), (50, 50, 350, 190))
    logo.paste((0, 0, 0, 255), (50, 210, 350, 350))
    image = seen(encoded(logo, "PNG"))
    ground = colour_at(image, 0.02, 0.02)[0]
    assert 60 < ground < 195


def test_image__all_transparent_is_empty() -> None:
    """WhatsApp/stickers#741: with nothing on any frame there is nothing to paint from."""
    for kind in ("PNG", "WEBP", "TIFF"):
        with pytest.raises(ImageProblem) as caught:
            normalize_image(encoded(Image.new("RGBA", (300, 300), (255, 0, 0, 0)), kind))
        assert caught.value.text_id == "image-empty"


# --- damage that does not touch the pixels


@pytest.mark.parametrize(
    "name",
    ["png-ztxt-2mb.png", "png-itxt-2mb.png", "png-iccp-2mb.png", "png-exif-garbage.png", "png-text-bad-crc.png"],
)
def test_image__what_stands_beside_the_pixels_breaks_nothing(name: str) -> None:
    """python-pillow/Pillow#8363, bigcat88/pillow_heif#45, python-pillow/Pillow#4852."""
    assert_quarters(seen(case(name)))


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"tEXt", b"tIME", b"pHYs", b"gAMA", b"eXIf", b"iCCP", b"abCd"])
@pytest.mark.parametrize("wrong_crc", [False, True])
def test_image__senseless_chunk_of_any_name(name: bytes, wrong_crc: bool) -> None:
    """python-pillow/Pillow#1991, #4852."""
    assert_quarters(seen(with_chunk(encoded(quartered(), "PNG"), png_chunk(name, b"\xff\0\1nonsense", wrong_crc))))


def test_image__without_an_end() -> None:
    """python-pillow/Pillow#2038."""
    assert_quarters(seen(case("jpeg-no-eoi.jpg")))
    for progressive in (False, True):
        jpeg = encoded(quartered(), "JPEG", progressive=progressive)
        assert_quarters(seen(jpeg[:-2]))
        assert_quarters(seen(jpeg[:-1]))
    png = encoded(quartered(), "PNG")
    assert_quarters(seen(png[:-12]))
    assert_quarters(seen(png[:-16]))  # and without the checksum of the pixels
    assert_quarters(seen(encoded(quartered(), "GIF")[:-1]))
    exif = Image.Exif()
    exif[ORIENTATION] = 1
    assert_quarters(seen(encoded(quartered(), "WEBP", lossless=True, exif=exif)[:-10]))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.98])
def test_image__missing_pixels_are_damage(share: float) -> None:
    """python-pillow/Pillow#1991: half a picture is not sent, and not shown, as a whole one."""
    noise = Image.effect_noise((300, 300), 90)
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP"):
        data = encoded(noise, kind)
        with pytest.raises(ImageProblem) as caught:
            normalize_image(data[: int(len(data) * share)])
        assert caught.value.text_id == "image-damaged", kind


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF", "PNG"])
def test_image__exif_that_makes_no_sense(kind: str) -> None:
    """bigcat88/pillow_heif#45."""
    for exif in (b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0garbage", b"\0" * 40):
        try:
            data = encoded(quartered(), kind, exif=exif)
        except Exception:  # noqa: BLE001  # The encoder of this kind refuses to write it.
            continue
        assert_quarters(seen(data))


def test_image__what_a_damaged_tiff_makes_libtiff_say_is_not_in_our_log() -> None:
    """Seen on the way: libtiff writes to standard error by itself."""
    program = (
        "import sys, pathlib\n"
        "from bot.media.normalize import normalize_image\n"
        "from bot.media import ImageProblem\n"
        "try: normalize_image(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "except ImageProblem as problem: print(problem.text_id)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(FILES / "damaged-lzw.tif")],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )
    assert (run.stdout.strip(), run.stderr) == ("image-damaged", "")


# --- size


def test_image__phone_with_64_megapixels() -> None:
    """signalapp/Signal-Android#14812, mattermost/mattermost-mobile#5080."""
    found = normalize_image(case("phone-64mp.png"))
    assert (found.width, found.height) == (2048, 1536)
    shown = resize(case("phone-64mp.png"), 960, uploaded=True)
    assert (shown.width, shown.height) == (9248, 6936)


def test_image__phone_with_200_megapixels() -> None:
    """signalapp/Signal-Android#14812: such JPEGs decode at a part of their size."""
    jpeg = encoded(Image.new("L", (16_320, 12_240), 128), "JPEG")
    found = normalize_image(jpeg)
    assert (found.width, found.height) == (2048, 1536)


# --- names and types


@pytest.mark.parametrize(
    ("name", "declared", "candidate"),
    [
        ("photo.avif", "application/octet-stream", True),
        ("photo", "application/octet-stream", True),
        ("photo", "", True),
        ("", "", True),
        ("IMG_0001.HEIC", "", True),
        ("photo.jpg", "text/plain", True),
        ("photo.bin", "image/png; charset=binary", True),
        ("report.pdf", "application/octet-stream", False),
        ("archive.tar.gz", "", False),
        ("song", "audio/mpeg", False),
    ],
)
def test_image__files_that_are_looked_into(name: str, declared: str, candidate: bool) -> None:
    """opensource-socialnetwork/opensource-socialnetwork#1984, jshttp/mime-types#101."""
    assert may_be_image(name, declared) is candidate


@pytest.mark.parametrize("number", range(2))
async def test_image__room_takes_what_the_painter_takes(tmp_path: Path, number: int) -> None:
    """open-webui/open-webui#9600 (AVIF), bigcat88/pillow_heif#45, python-pillow/Pillow#8605: accepted means shown, refused means
    told at once."""
    files = [file for file in sorted(FILES.iterdir()) if not file.name.startswith("phone")][number::2]
    async with running(tmp_path) as (adapter, _), visiting(adapter.address) as stranger:
        for file in files:
            async with visiting(adapter.address) as visitor:  # A person may not bring so many at once.
                answer = await visitor.post("api/uploads", data=file.read_bytes())
                if file.name.startswith("damaged"):
                    assert (answer.status, (await answer.json())["error"]) == (415, "damaged-image")
                    continue
                assert answer.status == 200, (file.name, await answer.text())
                upload = await answer.json()
                expected = normalize_image(file.read_bytes())
                assert (upload["width"] > upload["height"]) == (expected.width > expected.height), file.name
                shown = await visitor.get(f"api/uploads/{upload['id']}")
                assert (shown.status, shown.headers["Content-Type"]) == (200, "image/webp"), file.name
                assert (await stranger.get(f"api/uploads/{upload['id']}")).status == 404
