"""The album as a PDF: its pages, their text and its order, and deterministic output."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PIL import Image, PdfParser

from bot.media.storage.picture_store import PictureStore
from bot.media.typography import fonts
from bot.media.typography.graphemes import strip_controls
from bot.media.typography.typesetter import DrawnRun, Typesetter
from bot.runtime.texts import Texts
from bot.sessions.album import canvas as album_canvas
from bot.sessions.album import printing
from bot.sessions.album.content import Album, AlbumBuilder
from bot.sessions.album.pdf import A4_PT, PdfPage, build_page
from bot.sessions.album.printing import DPI, render_pdf
from bot.sessions.card import CardWriter
from bot.sessions.erasure import erase_from_sessions
from bot.sessions.loops import RETRY_S, SheetMaker
from bot.sessions.model import Candidate, Round, dump
from bot.sessions.rendering import SessionRenderer
from bot.sessions.service import SessionService
from bot.store import Tx
from bot.store.rows import PostRow
from config.settings import LOCALES_FOLDER
from studio.server import Studio
from tests.conftest import photo
from tests.scripted import EDITABLE, ScriptedPlatform
from tests.sessions.group import CHAT, group
from tests.sessions.stored import WAIT_S
from tests.sessions.test_album import NASTY, make_album, session, some_pictures


class Reader:
    """A PDF, read with Pillow's parser."""

    def __init__(self, file: bytes) -> None:
        self.parser = PdfParser.PdfParser(buf=bytearray(file))
        self.pages = [self.parser.read_indirect(page) for page in self.parser.pages]

    def content(self, page: int) -> str:
        """The content stream of a page."""
        return zlib.decompress(self._stream(self.pages[page][b"Contents"])).decode()

    def _stream(self, reference: PdfParser.IndirectReference) -> bytes:
        found = self.parser.read_indirect(reference)
        return bytes(found.buf)

    def words(self, page: int) -> str:
        """The selectable text of a page, a line for each drawn run."""
        fonts = {
            name.name_as_str(): self._meanings(reference)
            for name, reference in self.pages[page][b"Resources"][b"Font"].items()
        }
        lines = []
        for line in self.content(page).splitlines():
            if "Tm" in line:
                shown = re.findall(r"(?:/(f\d+) [\d.]+ Tf )?<([0-9a-f]+)> Tj", line)
                lines.append("".join(self._read(fonts[font], codes) for font, codes in shown))
        return "\n".join(lines)

    def _meanings(self, reference: PdfParser.IndirectReference) -> dict[int, str]:
        cmap = self._stream(self.parser.read_indirect(reference)[b"ToUnicode"]).decode()
        return {
            int(code, 16): bytes.fromhex(meaning).decode("utf-16-be")
            for code, meaning in re.findall(r"<(..)> <([0-9a-f]{4,})>", cmap)
        }

    @staticmethod
    def _read(meanings: dict[int, str], codes: str) -> str:
        return "".join(meanings[code] for code in bytes.fromhex(codes))

    def photos(self, page: int) -> list[Image.Image]:
        """The photos of a page."""
        images = self.pages[page][b"Resources"][b"XObject"].values()
        found = [self.parser.read_indirect(reference) for reference in images]
        return [Image.open(io.BytesIO(bytes(each.buf))) for each in found if each.dictionary[b"Filter"] == b"DCTDecode"]


def printed(album: Album) -> Reader:
    return Reader(render_pdf(album, some_pictures(album)))


def drawn(text: str) -> str:
    """A text as the installed fonts can show it."""
    return strip_controls(Typesetter(fonts.font_stack(serif=False), 24, fonts.emoji_font()).clean(text))


@pytest.mark.usefixtures("either_fonts")
def test_album_printing__cover_a_page_for_each_round_and_the_reckoning_at_the_end() -> None:
    album = make_album("en", session(rounds=3, per_round=5))
    read = printed(album)
    assert len(read.pages) == 5
    assert all(page[b"MediaBox"] == [0, 0, *A4_PT] for page in read.pages)
    words = [read.words(number) for number in range(5)]
    assert "How we got here" in words[0]
    assert drawn("小明") in words[0]
    assert [bool(re.search(rf"^Round {number}$", words[number], re.MULTILINE)) for number in (1, 2, 3)] == [True] * 3
    assert "The votes" in words[4]
    assert "Cost" in words[4]
    assert drawn(album.total) in words[4]
    for name, count, amount in album.shares:
        # Long names are shortened, what is drawn from the right is in the order in which it stands.
        assert drawn(count) in words[4]
        assert drawn(amount) in words[4]
        assert drawn(name).split()[0][:4] in words[4] or name.startswith("محمد")
    assert read.parser.info[b"Title"].decode("utf-16") == album.title


def test_album_printing__photos_are_sharp_enough_for_paper() -> None:
    read = printed(make_album("zh", session(rounds=1, per_round=4)))
    assert DPI == 300
    for found in read.photos(1):
        assert found.format == "JPEG"
        # Two beside each other on A4: about 9 cm each.
        assert found.width >= 8 / 2.54 * DPI


def test_album_printing__same_story_is_the_same_bytes() -> None:
    album = make_album("zh")
    pictures = some_pictures(album)
    file = render_pdf(album, pictures)
    assert file == render_pdf(album, pictures)
    assert b"Date" not in file


def test_album_printing__album_that_is_too_long_still_fits_through_a_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    album = make_album("en", session(rounds=1, per_round=4))
    pictures = some_pictures(album)
    whole = len(render_pdf(album, pictures))
    monkeypatch.setattr(printing, "MAX_BYTES", whole - 1)
    assert len(render_pdf(album, pictures)) < whole


@pytest.mark.parametrize(("rounds", "per_round"), [(1, 1), (2, 2), (1, 3), (1, 7), (1, 9), (10, 12)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_album_printing__nothing_is_drawn_over_anything_else_or_over_the_edge(
    rounds: int, per_round: int, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every drawn run and photo is recorded: no two lines overlap, and no line covers a photo other than its own."""
    # 100 dpi, for speed: the layout does not depend on it.
    monkeypatch.setattr(printing, "SCALE", 100 / 300 * printing.SCALE)
    album = make_album(language, session(language, rounds=rounds, per_round=per_round))
    small = photo(64, 48)
    checked = 0

    def check(
        canvas: Image.Image, photos: Sequence[album_canvas.Box], words: Sequence[DrawnRun], quality: int
    ) -> PdfPage:
        nonlocal checked
        checked += 1
        no_overlaps(canvas, photos, words)
        return build_page(canvas, photos, words, quality)

    monkeypatch.setattr(printing, "build_page", check)
    render_pdf(album, dict.fromkeys(album.pictures(), small))
    assert checked >= rounds + 2


def no_overlaps(canvas: Image.Image, photos: Sequence[album_canvas.Box], words: Sequence[DrawnRun]) -> None:
    lines = []
    for each in words:
        x, baseline, width, size = each.x, each.baseline, each.width, each.size
        # A seventh is allowed for glyphs that overhang their advance width.
        box = (x + size / 7, baseline - size * 0.7, x + width - size / 7, baseline)
        assert box[0] >= -1
        assert box[2] <= canvas.width + 1
        assert box[1] > 0
        assert box[3] <= canvas.height
        lines.append(box)
    for place, one in enumerate(lines):
        for other in lines[place + 1 :]:
            assert not crossing(one, other), (words[place], other)
    for place, one_photo in enumerate(photos):
        assert all(not crossing(one_photo, other) for other in photos[place + 1 :] if other != one_photo)
        for line, written in zip(lines, words, strict=True):
            inside = (
                one_photo[0] <= line[0]
                and line[2] <= one_photo[2]
                and one_photo[1] <= line[1]
                and line[3] <= one_photo[3]
            )
            # The number and the winner's label are on the photo.
            assert inside or not crossing(one_photo, line), written


def crossing(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 1


def test_album_printing__album_of_nothing_but_a_skipped_round_has_its_pages_too() -> None:
    empty = replace(session(rounds=1), rounds=(Round(1, ("x",), skipped=True),))
    read = Reader(render_pdf(make_album("zh", empty), {}))
    assert len(read.pages) == 2


def test_album_printing__what_could_not_be_painted_and_what_it_cost_is_on_it_when_the_budget_ran_out() -> None:
    lost = Candidate(0, (NASTY, "a bear"), (1,), 9, state="missed", problem="x")
    broke = replace(
        session(rounds=1, per_round=2),
        rounds=tuple(replace(each, missed=(lost,)) for each in session(rounds=1, per_round=2).rounds),
        budget_out=True,
    )
    read = printed(make_album("en", broke))
    assert "Not painted" in read.words(1)
    assert "budget is used up" in read.words(len(read.pages) - 1)


class FullDisk:
    """A picture store that refuses PDFs (or other files), as if the disk were full."""

    def __init__(self, real: PictureStore, refuses: str = ".pdf") -> None:
        self.real = real
        self.refuses = refuses
        self.refused = asyncio.Event()

    async def get(self, key: str) -> bytes:
        return await self.real.get(key)

    async def put(self, key: str, data: bytes) -> None:
        if key.endswith(self.refuses):
            self.refused.set()
            raise OSError("no room")
        await self.real.put(key, data)


async def test_album_printing__album_that_was_cut_short_is_made_whole_by_a_restart(
    tmp_path: Path, studio: Studio
) -> None:
    chat = ScriptedPlatform()
    async with group(tmp_path, studio, chat) as at:
        maker = next(loop for loop in at.app.loops if isinstance(loop, SheetMaker))
        full = FullDisk(at.app.pictures)
        maker.pictures = full  # type: ignore[assignment]
        await at.say("ann", "/session start autumn in the city --rounds 1 --per-round 2 --ideas 2h --vote 2h")
        await at.say("ann", "/idea a fox")
        await at.say("bob", "/idea a bear")
        await at.until(lambda s: len(s.current_round.ideas) == 2)
        await at.say("ann", "/session paint")
        await at.phase("voting")
        await at.say("ann", "/session close")
        await at.phase("ended")
        async with asyncio.timeout(WAIT_S):
            await full.refused.wait()
        assert not [m for m in chat.visible(CHAT) if m.view.files]
    async with group(tmp_path, studio, chat) as at:
        shown = await at.shown(lambda m: bool(m.view.files))
        page, paper = shown.view.files
        assert (page.mime, paper.mime) == ("text/html", "application/pdf")
        assert paper.name.endswith(".pdf")
        assert "printing" in shown.view.text
        file = await at.app.pictures.get(paper.key)
        read = Reader(file)
        assert len(read.pages) == 3
        assert "a fox" in read.words(1)
        # Asked for again it is the same file, not a new one.
        await at.say("bob", "/session album")
        again = await at.shown(lambda m: bool(m.view.files) and m.id != shown.id)
        assert again.view.files == shown.view.files
        await at.app.store.write(erase_from_sessions, (await at.session()).people[1].id)
        await at.chat.until(lambda: shown.gone and again.gone)
        await at.say("bob", "/session album")
        anew = await at.shown(lambda m: bool(m.view.files))
        assert "a bear" not in Reader(await at.app.pictures.get(anew.view.files[1].key)).words(1)


def test_album_printing__album_of_before_there_was_anything_for_printing_shows_its_page() -> None:
    texts = Texts(LOCALES_FOLDER)
    row = SimpleNamespace(page="sessions/7/album-1.html", pdf="", language="en")
    stored = {"sessions.get": SimpleNamespace(document=dump(session("en"))), "sessions.sheet": row}
    tx = cast("Tx", SimpleNamespace(get=lambda row_type, statement, **_: stored[statement]))
    payload = json.dumps({"session": 7, "sheet": 1, "shows": "page"})
    post = cast("PostRow", SimpleNamespace(payload=payload, desired="shown"))
    rendered = SessionRenderer(cast("CardWriter", None), texts).post(tx, post, EDITABLE)
    assert rendered.view is not None
    assert [file.name for file in rendered.view.files] == ["shenbi-album-7.html"]
    assert rendered.view.text == texts.say("en", "album-page-post")


async def test_album_printing__what_could_not_be_kept_is_made_again_soon_not_when_its_lease_lapses(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform(), without=(SheetMaker,)) as at:
        await at.say("ann", "/session start autumn in the city --rounds 1 --per-round 2 --ideas 2h --vote 2h")
        await at.say("ann", "/idea a fox")
        await at.until(lambda s: len(s.current_round.ideas) == 1)
        await at.say("ann", "/session paint")
        await at.phase("assembling")
        service, album_builder = (
            SessionService(at.app.manager),
            AlbumBuilder(at.app.texts, at.app.settings.zone, uses_studio=False),
        )
        full = cast("PictureStore", FullDisk(at.app.pictures, ".jpg"))
        maker = SheetMaker(at.app.store, service, full, album_builder, at.app.metrics.alert)
        (item,), _ = await maker.claim_due(1)
        with pytest.raises(OSError, match="room"):
            await maker.process(item)
        due = await at.app.store.read(lambda tx: float(tx.value("sessions.next_due_sheet")))
        assert due <= at.app.clock.now() + RETRY_S
