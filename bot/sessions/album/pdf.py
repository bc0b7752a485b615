"""A PDF writer: pages are images with an invisible text layer, so that text can be selected and searched.

Text is drawn by Pillow; the file's only fonts have no glyph shapes. Output is deterministic: no date, no random id.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from bot.media.sheets.jpeg import encode_jpeg
from bot.media.sheets.style import BACKGROUND
from bot.media.typography.typesetter import DrawnRun
from bot.sessions.album.canvas import Box

A4_PT = (595.276, 841.89)
CODES_PER_FONT = 255
"""The codes of a single-byte font, without 0."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page as it goes into the file. `flat` is everything but the photos, deflated; `photos` are JPEGs with their boxes."""

    size: tuple[int, int]
    flat: bytes
    photos: tuple[tuple[Box, bytes], ...]
    words: tuple[DrawnRun, ...]


def build_page(image: Image.Image, photos: Sequence[Box], words: Sequence[DrawnRun], quality: int) -> PdfPage:
    """A drawn page. Photos are cut out of it and stored as JPEGs; text and lines are stored without loss."""
    flat = image.copy()
    cut: list[tuple[Box, bytes]] = []
    for box in dict.fromkeys(photos):
        cut.append((box, encode_jpeg(image.crop(box), quality).data))
        flat.paste(BACKGROUND, box)
    return PdfPage(image.size, zlib.compress(flat.tobytes(), 6), tuple(cut), tuple(words))


def build_pdf(pages: Sequence[PdfPage], title: str) -> bytes:
    """Build the PDF file from A4 pages and a title."""
    file = _PdfFile()
    font = _Font(file, [piece for page in pages for each in page.words for piece in each.clusters])
    tree = file.reserve()
    numbers = [_add_page(file, page, tree, font) for page in pages]
    font.finish()
    kids = " ".join(f"{number} 0 R" for number in numbers)
    file.put(tree, f"<</Type/Pages/Count {len(numbers)}/Kids[{kids}]>>".encode())
    root = file.add(f"<</Type/Catalog/Pages {tree} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>".encode())
    info = file.add(f"<</Title {_text(title)}/Producer(Shenbi)>>".encode())
    return file.bytes(root, info)


class _PdfFile:
    """Indirect objects and their cross-reference table."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> int:
        self._objects.append(b"null")
        return len(self._objects)

    def put(self, number: int, body: bytes) -> None:
        self._objects[number - 1] = body

    def add(self, body: bytes) -> int:
        number = self.reserve()
        self.put(number, body)
        return number

    def stream(self, entries: str, data: bytes) -> int:
        return self.add(f"<<{entries}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream")

    def bytes(self, root: int, info: int) -> bytes:
        # 1.4 is widely supported by printers; the second line marks the file as binary.
        out = io.BytesIO()
        out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self._objects, 1):
            offsets.append(out.tell())
            out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
        table = out.tell()
        out.write(f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode())
        out.writelines(f"{offset:010} 00000 n \n".encode() for offset in offsets)
        out.write(
            f"trailer\n<</Size {len(offsets) + 1}/Root {root} 0 R/Info {info} 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()
        )
        return out.getvalue()


class _Font:
    """Invisible fonts for the text layer: one code for each distinct piece of text, 255 codes in a font. (Type 3 fonts;
    their glyphs have a width and a ToUnicode mapping, but no shape.)"""

    def __init__(self, file: _PdfFile, pieces: Sequence[str]) -> None:
        self._file = file
        self._pieces = list(dict.fromkeys(pieces))
        self._code = {piece: divmod(place, CODES_PER_FONT) for place, piece in enumerate(self._pieces)}
        self.numbers = [file.reserve() for _ in range(0, len(self._pieces), CODES_PER_FONT)]

    def code(self, piece: str) -> tuple[int, int]:
        """The font that has a piece of text (by its index), and the text's code in that font."""
        font, code = self._code[piece]
        return font, code + 1

    def finish(self) -> None:
        shape = self._file.stream("", b"1000 0 0 -250 1000 1000 d1")
        for font, number in enumerate(self.numbers):
            pieces = self._pieces[font * CODES_PER_FONT : (font + 1) * CODES_PER_FONT]
            meaning = self._file.stream("", _meanings(pieces))
            self._file.put(
                number,
                f"<</Type/Font/Subtype/Type3/FontBBox[0 -250 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</g {shape} 0 R>>"
                f"/Encoding<</Type/Encoding/Differences[1{'/g' * len(pieces)}]>>/FirstChar 1/LastChar {len(pieces)}"
                f"/Widths[{'1000 ' * len(pieces)}]/Resources<<>>/ToUnicode {meaning} 0 R>>".encode(),
            )


def _meanings(pieces: Sequence[str]) -> bytes:
    lines = [f"<{code:02x}> <{_utf16(piece)}>" for code, piece in enumerate(pieces, 1)]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]  # The format's limit for one block.
    chars = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Shenbi def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <ff>\nendcodespacerange\n{chars}\nendcmap\nend\nend"
    ).encode()


def _add_page(file: _PdfFile, page: PdfPage, tree: int, font: _Font) -> int:
    wide, high = page.size
    colours = "/Type/XObject/Subtype/Image/ColorSpace/DeviceRGB/BitsPerComponent 8"
    images = [file.stream(f"{colours}/Width {wide}/Height {high}/Filter/FlateDecode", page.flat)]
    scale = A4_PT[0] / wide
    drawn = [f"q {A4_PT[0]} 0 0 {A4_PT[1]} 0 0 cm /i0 Do Q"]
    for place, ((left, top, right, bottom), data) in enumerate(page.photos, 1):
        size = f"/Width {right - left}/Height {bottom - top}"
        images.append(file.stream(f"{colours}{size}/Filter/DCTDecode", data))
        x, y = left * scale, A4_PT[1] - bottom * scale
        drawn.append(
            f"q {(right - left) * scale:.3f} 0 0 {(bottom - top) * scale:.3f} {x:.3f} {y:.3f} cm /i{place} Do Q"
        )
    words = [_shown(written, scale, font) for written in page.words if written.clusters]
    content = zlib.compress("\n".join((*drawn, "BT 3 Tr", *words, "ET")).encode(), 9)
    fonts = "".join(f"/f{place} {number} 0 R" for place, number in enumerate(font.numbers))
    named = "".join(f"/i{place} {number} 0 R" for place, number in enumerate(images))
    stream = file.stream("/Filter/FlateDecode", content)
    return file.add(
        f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {A4_PT[0]} {A4_PT[1]}]/Contents {stream} 0 R"
        f"/Resources<</XObject<<{named}>>/Font<<{fonts}>>>>>>".encode()
    )


def _shown(written: DrawnRun, scale: float, font: _Font) -> str:
    """The PDF operators that place a run of text, stretched to the width in which it was drawn."""
    size = written.size * scale
    stretch = 100 * written.width * scale / (size * len(written.clusters))
    out = [f"{stretch:.2f} Tz 1 0 0 1 {written.x * scale:.3f} {A4_PT[1] - written.baseline * scale:.3f} Tm"]
    at, codes = -1, ""
    for piece in written.clusters:
        number, code = font.code(piece)
        if number != at:
            if codes:
                out.append(f"<{codes}> Tj")
            out.append(f"/f{number} {size:.3f} Tf")
            at, codes = number, ""
        codes += f"{code:02x}"
    out.append(f"<{codes}> Tj")
    return " ".join(out)


def _utf16(text: str) -> str:
    return text.encode("utf-16-be", "replace").hex()


def _text(text: str) -> str:
    return f"<feff{_utf16(text)}>"
