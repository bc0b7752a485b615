"""Damaged and malicious images against the opener: `python -m tests.media_fuzz --files 10000 --json`.

Every file is made of a good one by a few changes that its number decides, so `--only N` repeats one. A child does the work:
a crash of a C library, memory and what anybody writes to standard error are seen from outside.
"""

from __future__ import annotations

import argparse
import functools
import io
import json
import random
import struct
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image

from adapters.web.imaging import resize
from bot.media import ImageProblem
from bot.media.normalize import normalize_image

FILES = Path(__file__).parent / "outside" / "images"
MOST_MB = 400
LONGEST_S = 20.0
"""For one file, on a loaded machine; what takes this long holds up everybody's images."""
KNOWN = frozenset(
    f"image-{end}" for end in ("empty", "not-an-image", "damaged", "too-large", "too-small", "absurd-ratio")
)


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


@functools.cache
def seeds() -> list[bytes]:
    """Good files of every kind, and the cases from the world."""
    noise = Image.merge("RGB", [Image.effect_noise((160, 120), 60 + 20 * band) for band in range(3)])
    frames = [noise, noise.transpose(Image.Transpose.ROTATE_180), noise]
    out = io.BytesIO()
    pillow_heif.from_pillow(noise).save(out)
    exif = Image.Exif()
    exif[0x0112] = 6
    made = [out.getvalue(), encoded(noise.convert("CMYK"), "JPEG"), encoded(noise, "JPEG", progressive=True, exif=exif)]
    made += [encoded(noise, kind) for kind in ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "AVIF")]
    made += [encoded(noise.convert(mode), "PNG") for mode in ("1", "L", "LA", "P", "RGBA", "I;16")]
    made += [encoded(noise.convert(mode), "TIFF") for mode in ("1", "L", "P", "CMYK", "LAB", "F", "I;16")]
    ways = ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "zstd")
    made += [encoded(noise, "TIFF", compression=way) for way in ways]
    made += [encoded(noise.convert("1"), "TIFF", compression=way) for way in ("group3", "group4", "tiff_ccitt")]
    for kind in ("GIF", "WEBP", "PNG", "AVIF"):
        made.append(encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
    small = [file.read_bytes() for file in sorted(FILES.iterdir()) if not file.name.startswith("phone")]
    return made + small


def changed(seed: int, number: int) -> bytes:
    """The file of this number."""
    chance = random.Random(f"{seed}:{number}")
    data = bytearray(chance.choice(seeds()))
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        chance.choice(CHANGES)(data, chance)
        if not data:
            break
    return bytes(data)


def _bits(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _head(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(min(96, len(data)))] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))


def _number(data: bytearray, chance: random.Random) -> None:
    """A length, an offset or a size that cannot be."""
    value = chance.choice(
        (0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, chance.randrange(2**32), chance.randrange(20000))
    )
    form = chance.choice((">L", "<L", ">H", "<H"))
    width = struct.calcsize(form)
    if len(data) > width:
        struct.pack_into(form, data, chance.randrange(min(len(data), 400) - width + 1), value & (2 ** (8 * width) - 1))


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _hole(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randint(1, 200)]


def _insert(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at:at] = chance.randbytes(chance.randint(1, 64))


def _splice(data: bytearray, chance: random.Random) -> None:
    other = chance.choice(seeds())
    data[chance.randrange(len(data)) :] = other[chance.randrange(len(other)) :]


def _repeat(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    piece = data[at : at + chance.randint(1, 300)]
    data[at:at] = piece * chance.randint(1, 20)


def _mend(data: bytearray, chance: random.Random) -> None:
    """Right checksums, so that the changes before reach the decoder of a PNG."""
    at = 8
    while data[:4] == b"\x89PNG" and at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 8 + length
        if end + 4 > len(data):
            break
        data[end : end + 4] = struct.pack(">L", zlib.crc32(data[at + 4 : end]))
        at = end + 4


Change = Callable[[bytearray, random.Random], None]
CHANGES: tuple[Change, ...] = (
    _bits,
    _bits,
    _head,
    _head,
    _number,
    _number,
    _cut,
    _hole,
    _insert,
    _splice,
    _repeat,
    _mend,
)


def bombs() -> dict[str, Callable[[], bytes]]:
    """Small files with as many pixels as are let in, and with more."""

    def flat(width: int, height: int, mode: str = "RGB") -> Image.Image:
        return Image.new(mode, (width, height), 1 if mode in ("1", "I;16") else None)

    def heif(width: int, height: int) -> bytes:
        out = io.BytesIO()
        pillow_heif.from_pillow(flat(width, height)).save(out, quality=1)
        return out.getvalue()

    return {
        "png-rgb": lambda: encoded(flat(9248, 6936), "PNG", compress_level=1),
        "png-rgba": lambda: encoded(Image.new("RGBA", (9248, 6936), (9, 9, 9, 128)), "PNG", compress_level=1),
        "png-16": lambda: encoded(flat(9248, 6936, "I;16"), "PNG", compress_level=1),
        "png-1": lambda: encoded(flat(9248, 6936, "1"), "PNG"),
        "png-more": lambda: encoded(flat(20_000, 20_000, "1"), "PNG"),
        "jpeg": lambda: encoded(flat(16_320, 12_240, "L"), "JPEG"),
        "jpeg-progressive": lambda: encoded(flat(9248, 6936), "JPEG", progressive=True, quality=20),
        "gif": lambda: encoded(flat(5600, 5600, "P"), "GIF"),
        "gif-moving": lambda: encoded(
            flat(3900, 3900, "P"), "GIF", save_all=True, append_images=[flat(3900, 3900, "P")] * 2, disposal=2
        ),
        "webp": lambda: encoded(flat(4150, 4150), "WEBP", method=0),
        "avif": lambda: encoded(flat(5000, 5000), "AVIF", speed=10),
        "tiff-strip": lambda: encoded(flat(6300, 6300), "TIFF", compression="tiff_adobe_deflate", strip_size=2**30),
        "tiff-strips": lambda: encoded(flat(8000, 8000), "TIFF", compression="tiff_lzw"),
        "bmp": lambda: encoded(flat(2580, 2580), "BMP"),
        "heif": lambda: heif(8064, 6048),
    }


def attempt(data: bytes) -> str:
    """What became of one file. Raises whatever is not an answer."""
    try:
        normalize_image(data)
        resize(data, 960, uploaded=True)
    except ImageProblem as problem:
        assert problem.text_id in KNOWN, problem.text_id
        return problem.text_id
    return "read"


def _peak_mb() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    raise LookupError("this system does not say how much memory was used")


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def _work(arguments: argparse.Namespace) -> None:
    """The child: a line of JSON before each file, so that it is known at which one a crash happened, and one at the end."""
    results: Counter[str] = Counter()
    slowest = (0.0, -1)
    numbers = [arguments.only] if arguments.only is not None else range(arguments.files)
    for number in numbers:
        data = changed(arguments.seed, number)
        _say(number)
        began = time.perf_counter()
        results[attempt(data)] += 1
        slowest = max(slowest, (time.perf_counter() - began, number))
    _say(json.dumps({"results": results, "peak_mb": _peak_mb(), "slowest_s": slowest[0], "slowest": slowest[1]}))


def _work_bomb(name: str) -> None:
    data = bombs()[name]()
    Path("/proc/self/clear_refs").write_text("5")  # The highest resident size is counted from here on.
    _say(json.dumps({"results": {attempt(data): 1}, "peak_mb": _peak_mb(), "bytes": len(data)}))


def _child(*arguments: str, timeout_s: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.media_fuzz", "--child", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s)
    last = run.stdout.splitlines()[-1] if run.stdout else ""
    if run.returncode or run.stderr:
        raise SystemExit(f"{' '.join(arguments)}: status {run.returncode} at {last}\n{run.stderr[-4000:]}")
    told: dict[str, Any] = json.loads(last)
    return told


def prove(files: int, seed: int) -> dict[str, Any]:
    """Try so many files. Raises SystemExit with what went wrong."""
    told = _child("--files", str(files), "--seed", str(seed), timeout_s=60 + files)
    if told["peak_mb"] > MOST_MB:
        raise SystemExit(f"seed {seed}: {told['peak_mb']} MB, more than {MOST_MB}")
    if told["slowest_s"] > LONGEST_S:
        raise SystemExit(f"seed {seed}, file {told['slowest']}: {told['slowest_s']:.0f} s")
    return told


def prove_bomb(name: str) -> dict[str, Any]:
    """Try one bomb. Raises SystemExit if it takes too much memory."""
    told = _child("--bomb", name, timeout_s=300)
    if told["peak_mb"] > MOST_MB:
        raise SystemExit(f"{name}: {told['peak_mb']} MB, more than {MOST_MB}")
    return told


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="one file of this number")
    parser.add_argument("--bomb", choices=sorted(bombs()))
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.child and arguments.bomb:
        _work_bomb(arguments.bomb)
    elif arguments.child:
        _work(arguments)
    elif arguments.only is not None:
        _say(attempt(changed(arguments.seed, arguments.only)))
    else:
        told = prove(arguments.files, arguments.seed)
        told["bombs"] = {name: prove_bomb(name) for name in ([arguments.bomb] if arguments.bomb else bombs())}
        _say(json.dumps(told) if arguments.json else told)


if __name__ == "__main__":
    main()
