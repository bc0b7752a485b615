"""Damaged and malicious images against the image opener: `python -m tests.media_fuzz --files 10000 --json`.

Every file is a good one with a few changes that its number determines, so `--only N` repeats one. A child process opens them,
so that crashes of C libraries, memory and output on standard error are observed from outside.
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
MAX_MB = 400
MAX_S = 20.0
"""For one file, on a busy machine; a file that takes this long delays all other images."""
KNOWN = frozenset(
    f"image-{end}" for end in ("empty", "not-an-image", "damaged", "too-large", "too-small", "absurd-ratio")
)


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


@functools.cache
def seeds() -> list[bytes]:
    """Good files of every format, and the collected cases of tests/outside."""
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


def _header(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(min(96, len(data)))] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))


def _number(data: bytearray, chance: random.Random) -> None:
    """An impossible length, offset or size."""
    value = chance.choice(
        (0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, chance.randrange(2**32), chance.randrange(20000))
    )
    form = chance.choice((">L", "<L", ">H", "<H"))
    width = struct.calcsize(form)
    if len(data) > width:
        struct.pack_into(form, data, chance.randrange(min(len(data), 400) - width + 1), value & (2 ** (8 * width) - 1))


def _truncate(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _delete(data: bytearray, chance: random.Random) -> None:
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


def _fix_checksums(data: bytearray, chance: random.Random) -> None:
    """Correct checksums, so that earlier changes reach the decoder of a PNG."""
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
    _header,
    _header,
    _number,
    _number,
    _truncate,
    _delete,
    _insert,
    _splice,
    _repeat,
    _fix_checksums,
)


def bombs() -> dict[str, Callable[[], bytes]]:
    """Small files with as many pixels as are allowed, and with more."""

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
    """The outcome of one file. Raises everything else."""
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
    raise LookupError("no VmHWM in /proc/self/status")


def _print(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def _work(arguments: argparse.Namespace) -> None:
    """The child: the number of each file before it is opened, so that a crash can be attributed, and JSON at the end."""
    results: Counter[str] = Counter()
    slowest = (0.0, -1)
    numbers = [arguments.only] if arguments.only is not None else range(arguments.files)
    for number in numbers:
        data = changed(arguments.seed, number)
        _print(number)
        began = time.perf_counter()
        results[attempt(data)] += 1
        slowest = max(slowest, (time.perf_counter() - began, number))
    _print(json.dumps({"results": results, "peak_mb": _peak_mb(), "slowest_s": slowest[0], "slowest": slowest[1]}))


def _work_bomb(name: str) -> None:
    data = bombs()[name]()
    Path("/proc/self/clear_refs").write_text("5")  # Resets the peak of resident memory.
    _print(json.dumps({"results": {attempt(data): 1}, "peak_mb": _peak_mb(), "bytes": len(data)}))


def _child(*arguments: str, timeout_s: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.media_fuzz", "--child", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s)
    last = run.stdout.splitlines()[-1] if run.stdout else ""
    if run.returncode or run.stderr:
        raise SystemExit(f"{' '.join(arguments)}: status {run.returncode} at {last}\n{run.stderr[-4000:]}")
    result: dict[str, Any] = json.loads(last)
    return result


def prove(files: int, seed: int) -> dict[str, Any]:
    """Try so many files. Raises SystemExit with what went wrong."""
    result = _child("--files", str(files), "--seed", str(seed), timeout_s=60 + files)
    if result["peak_mb"] > MAX_MB:
        raise SystemExit(f"seed {seed}: {result['peak_mb']} MB, more than {MAX_MB}")
    if result["slowest_s"] > MAX_S:
        raise SystemExit(f"seed {seed}, file {result['slowest']}: {result['slowest_s']:.0f} s")
    return result


def prove_bomb(name: str) -> dict[str, Any]:
    """Try one bomb. Raises SystemExit if it takes too much memory."""
    result = _child("--bomb", name, timeout_s=300)
    if result["peak_mb"] > MAX_MB:
        raise SystemExit(f"{name}: {result['peak_mb']} MB, more than {MAX_MB}")
    return result


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
        _print(attempt(changed(arguments.seed, arguments.only)))
    else:
        result = prove(arguments.files, arguments.seed)
        result["bombs"] = {name: prove_bomb(name) for name in ([arguments.bomb] if arguments.bomb else bombs())}
        _print(json.dumps(result) if arguments.json else result)


if __name__ == "__main__":
    main()
