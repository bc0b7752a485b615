"""Albums: no overlaps, no text beyond its box, no missing-glyph boxes, no markup from people's text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.media.sheets.contact_sheet import CANDIDATE_SHEET_PX, candidate_sheet
from bot.media.typography import fonts
from bot.media.typography.bidi import embedding_levels, is_right_to_left, visual_order
from bot.media.typography.graphemes import FSI, PDI, grapheme_clusters, is_emoji, strip_controls
from bot.media.typography.typesetter import Typesetter
from bot.runtime.texts import Texts
from bot.sessions.album.content import Album, AlbumBuilder
from bot.sessions.album.image import WIDTH, render_album
from bot.sessions.album.page import render_page
from bot.sessions.model import Ballot, Candidate, Person, Round, Rules, Session
from bot.sessions.shares import shares_of
from config.settings import LOCALES_FOLDER, Settings
from tests.conftest import photo

NAMES = (
    "小明",
    "一个名字特别特别特别特别特别特别特别长的参与者",
    "محمد بن عبد الله",
    "🦊 fox 🇨🇳",
    "<script>alert(1)</script>",
    "\u202eevil\u2066",
    "",
)
NASTY = '<img src=x onerror=alert(1)> & "quotes" \''


def session(languages: str = "zh", rounds: int = 2, per_round: int = 7) -> Session:
    """A session with realistic names: long, right to left, with emoji."""
    base: tuple[str, ...] = (f"城里的秋天 {NASTY}",)
    made = []
    for number in range(1, rounds + 1):
        candidates = tuple(
            Candidate(
                i, (*base, f"{NAMES[i % len(NAMES)]} idea {i} " * 8), (1 + i % len(NAMES),), i,
                state="done", job=number * 100 + i, picture=f"jobs/{number * 100 + i}/0.png", cost_li=160 + i,
            )
            for i in range(1, per_round + 1)
        )  # fmt: skip
        votes = tuple(Ballot(person, 1 + person % per_round) for person in range(1, 8))
        made.append(Round(number, base, candidates=candidates, votes=votes, winner=min(2, per_round)))
        base = candidates[min(2, per_round) - 1].parts
    people = tuple(Person(i, name) for i, name in enumerate(NAMES, 1))
    return Session(
        7, made[0].base[0], languages, 1, Rules(), "ended", tuple(made), people, started_at=1_800_000_000.0, ended_at=1.0
    )  # fmt: skip


def make_album(language: str, of: Session | None = None) -> Album:
    return AlbumBuilder(Texts(LOCALES_FOLDER), Settings().zone, uses_studio=False).build(of or session(), language)


def some_pictures(album: Album) -> dict[str, bytes]:
    """A picture for each key; one is missing, one is damaged."""
    found = {key: photo(320, 240) for key in album.pictures()}
    gone, damaged, *_ = sorted(found)
    return found | {gone: b"", damaged: photo(320, 240)[:300]}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_album__picture_is_painted_who_took_part(language: str) -> None:
    album = make_album(language)
    painted = render_album(album, some_pictures(album))
    with Image.open(io.BytesIO(painted.data)) as image:
        assert image.size == (painted.width, painted.height)
        # The outer margins are empty: nothing runs over the edge.
        for box in ((0, 0, 80, image.height), (WIDTH - 80, 0, WIDTH, image.height)):
            low_high = image.convert("L").crop(box).getextrema()
            assert isinstance(low_high[0], (int, float))
            assert low_high[0] > 235, f"something stands in the margin {box}"


def test_album__album_of_nothing_but_a_skipped_round_can_be_told() -> None:
    empty = replace(session(rounds=1), rounds=(Round(1, ("x",), skipped=True),))
    album = make_album("en", empty)
    assert not album.path
    assert render_album(album, {}).width == WIDTH
    assert b"<html" in render_page(album, {})


class Reader(HTMLParser):
    """Which elements a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.sources: list[str] = []
        self.attributes: set[str] = set()
        self.alternatives: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]
        self.alternatives += [value or "" for name, value in attrs if name == "alt"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_album__page_is_whole_in_itself_and_nothing_that_people_wrote_is_markup() -> None:
    album = make_album("zh")
    pictures = some_pictures(album)
    page = render_page(album, pictures).decode()
    reader = Reader()
    reader.feed(page)
    assert "script" not in reader.tags
    assert not {name for name in reader.attributes if name.startswith("on")}
    assert reader.sources
    assert all(source.startswith("data:image/jpeg;base64,") for source in reader.sources)
    assert "default-src 'none'" in page
    assert not re.search(r"url\(|@import|https?://", page)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "</style></title><script>alert(1)</script>",
        '" onload="alert(1)" x=\'',
        "' onerror='alert(1)",
        "{{ 7 * 7 }} {% include 'page.css' %} {# no #}",
        "${home} $home %s {0}",
        "a\u2028b\u2029c",
        "&lt;b&gt; &amp;amp; &#34;",
        "--> <!-- ]]>",
    ],
)
def test_album__what_people_type_is_on_the_page_as_they_typed_it(typed: str) -> None:
    """As theme, idea (also beside the picture, as its alternative text), lost idea, and name."""
    of = session(rounds=1, per_round=2)
    (first, second), (round_,) = of.rounds[0].candidates, of.rounds
    won = replace(first, parts=(typed, f"won {typed}"))
    lost = replace(second, parts=(typed, f"lost {typed}"), state="missed")
    people = tuple(replace(person, name=f"{person.id} {typed}") for person in of.people)
    round_ = replace(round_, base=(typed,), candidates=(won,), missed=(lost,), votes=(), winner=1)
    album = make_album("en", replace(of, theme=typed, rounds=(round_,), people=people))
    reader = Reader()
    reader.feed(render_page(album, {key: photo(64, 48) for key in album.pictures()}).decode())
    assert "script" not in reader.tags
    assert not {name for name in reader.attributes if name.startswith("on")}
    assert reader.alternatives == [typed, f"won {typed}", f"won {typed}"]
    assert reader.texts.count(typed) == 2  # title and heading
    assert reader.texts.count(f"won {typed}") == 2  # path and round
    assert reader.texts.count(f"2 {typed}") == 3  # author twice, shares
    assert any(f"lost {typed}" in text for text in reader.texts)


TEXTS = st.text(
    st.sampled_from("ab cdé 中文，。の한🦊🇨🇳👩🏽العربية שלום 12(3) \u202e\u2068\u2069\u0301\u200d\ufe0f\x00ก𓀀W"),
    max_size=60,
)


@pytest.mark.usefixtures("either_fonts")
@given(TEXTS, st.integers(40, 400), st.integers(1, 4))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_album__no_line_is_ever_wider_than_its_box(text: str, width: int, most: int) -> None:
    kind = Typesetter(fonts.font_stack(serif=False), 24, fonts.emoji_font())
    lines = kind.lines(text, width, most)
    assert len(lines) <= most
    assert all(kind.width(line) <= width + 1 or len(grapheme_clusters(line)) == 1 for line in lines)
    assert kind.width(kind.line(text, width)) <= width + 1 or len(grapheme_clusters(kind.line(text, width))) <= 1
    canvas = Image.new("RGB", (width + 100, 80), "white")
    for line in lines[:1]:
        kind.draw(canvas, (50, 50), line, (0, 0, 0), width=width)
    ink = ImageChops.invert(canvas).getbbox()
    # Glyphs may overhang their advance width a little.
    assert ink is None or (ink[0] >= 50 - 12 and ink[2] <= 50 + max(width, 30) + 12)


def test_album__what_no_font_has_is_said_in_words_and_never_drawn_as_a_box() -> None:
    only_built_in = Typesetter((fonts.Face(),), 24)
    assert only_built_in.clean("🦊 fox 🇨🇳") == "‹fox face› fox CN"
    assert only_built_in.clean("中") == "·"
    assert only_built_in.clean("ก่ x") == "· x"
    assert "中" in only_built_in.missing
    assert only_built_in.clean("a\u202eb\u2066c\x00") == "abc"


def test_album__emoji_is_never_cut_and_a_letter_keeps_its_marks() -> None:
    family, flag, rainbow, astronaut, key = (
        "👨\u200d👩\u200d👧",
        "🇨🇳",
        "🏳\ufe0f\u200d🌈",
        "👩🏽\u200d🚀",
        "1\ufe0f\u20e3",
    )
    assert grapheme_clusters(f"{family}{flag}{rainbow}a{astronaut}{key}e\u0301 x") == [
        family, flag, rainbow, "a", astronaut, key, "e\u0301", " ", "x",
    ]  # fmt: skip
    assert [is_emoji(each) for each in (flag, "❤\ufe0f", "☕", "❤", "1", "©")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    kind = Typesetter(fonts.font_stack(serif=False), 24, fonts.emoji_font())
    whole = set(grapheme_clusters(kind.clean(f"{flag}{family}{astronaut}")))
    for width in range(30, 130, 7):
        for line in (*kind.lines(f"{flag}{family}{astronaut}" * 3, width, 9), kind.line(f"{flag}{family}" * 9, width)):
            assert set(grapheme_clusters(line)) <= whole | {"…"}


@pytest.mark.parametrize(
    ("rtl", "read", "seen"),
    [
        (False, "fox שלום 12, (אב) end", "fox )בא( ,12 םולש end"),
        (False, "a (אב) b", "a (בא) b"),
        (True, "שלום (fox) 12", "12 )fox( םולש"),
        (True, "מחיר 3.50 ₪!", "!₪ 3.50 ריחמ"),
        (False, f"by {FSI}אב, 1{PDI} (2)", f"by {FSI}1 ,בא{PDI} (2)"),
        (True, "مدينة ١٢-٣", "٣-١٢ ةنيدم"),
    ],
)
def test_album__letters_of_both_directions_stand_in_the_order_in_which_people_expect_them(
    rtl: bool, read: str, seen: str
) -> None:
    pieces = list(read)
    order = visual_order(embedding_levels(pieces, rtl=rtl))
    assert "".join(pieces[place] for place in order) == seen


@given(st.text(st.sampled_from("abאבגعم1234،,.-+%()[] /٣" + FSI + PDI), max_size=30), st.booleans())
def test_album__nothing_is_lost_when_letters_are_put_in_order(text: str, rtl: bool) -> None:
    assert sorted(visual_order(embedding_levels(list(text), rtl=rtl))) == list(range(len(text)))


def test_album__what_people_write_steers_nothing() -> None:
    assert strip_controls("\u202eevil\u2066 \u200fx\x00\n") == "evil x\n"
    album = make_album("en")
    everything = render_page(album, {}).decode()
    assert not set("\u202e\u202d\u2066\u2067\u200f") & set(everything)


def test_album__built_in_face_knows_what_it_has() -> None:
    face = fonts.Face()
    assert face.has("a")
    assert not face.has("中")
    assert face.has(" ")


def test_album__on_a_machine_without_fonts_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts.font_stack.cache_clear()
    monkeypatch.setattr(fonts, "_files", dict)
    try:
        album = make_album("zh")
        assert len(fonts.font_stack(serif=False)) == 1
        assert render_album(album, some_pictures(album)).height > 1000
    finally:
        fonts.font_stack.cache_clear()


def test_album__scripts_from_the_right_are_known() -> None:
    assert is_right_to_left("שלום")
    assert is_right_to_left("1. العربية")
    assert not is_right_to_left("fox العربية")
    assert not is_right_to_left("…")


@pytest.mark.parametrize("count", [1, 2, 4, 5, 9, 12])
def test_album__contact_sheet_has_room_for_all(count: int) -> None:
    painted = candidate_sheet({n: photo(320, 240) if n != 2 else b"" for n in range(1, count + 1)})
    assert painted.width == CANDIDATE_SHEET_PX
    with Image.open(io.BytesIO(painted.data)) as image:
        image.load()


@given(st.lists(st.tuples(st.integers(0, 1000), st.lists(st.integers(1, 5), min_size=1, max_size=5, unique=True))))
@settings(deadline=None)
def test_album__shares_add_up_to_the_last_li(costs: list[tuple[int, list[int]]]) -> None:
    candidates = tuple(
        Candidate(i, ("x",), tuple(authors), i, state="done", cost_li=cost) for i, (cost, authors) in enumerate(costs)
    )
    album = replace(session(), rounds=(Round(1, ("x",), candidates=candidates),))
    assert sum(share.amount_li for share in shares_of(album)) == sum(cost for cost, _ in costs) == album.cost_li
