"""The evidence packet: set in any script, cut to its limits, and nothing is lost in silence."""

import io

import msgspec
import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.disputes import hostile
from tests.disputes.test_uploads import tame
from tillwatch.features.disputes import packet as packets
from tillwatch.features.disputes.packet import composing, limits, words
from tillwatch.features.disputes.packet.fitting import Fitting
from tillwatch.features.disputes.packet.shapes import (
    APART,
    TOGETHER,
    Entry,
    Exhibit,
    Fitted,
    Letter,
    Limits,
    Line,
    Packet,
    Source,
    Statement,
    Table,
)
from tillwatch.features.disputes.uploads import Tamed
from tillwatch.kernel import errors

VISA = limits.of_network("visa")
LINES = 115
"""The grey of hairlines, of 255."""
MASTERCARD = limits.of_network("mastercard")
PHOTO = tame(hostile.picture(900, 700, noise=True, quality=92), "a.jpg")
SCREEN = tame(hostile.picture(800, 500, "PNG"), "a.png")
SCAN = tame(hostile.document(2, hostile.scanned))
TRICKS = '#emph[x] *b* _i_ $m$ <label> @ref `raw` // no \\ #import "/etc/passwd" = no'
SCRIPTS = {
    "accents": "Zoë Müller-Łukasz, Việt Nam, Ελλάδα, Київ",
    "chinese": "简体字 繁體字",
    "japanese": "テントが届きました",
    "korean": "고맙습니다",
    "arabic": "وصلت الخيمة شكرا لكم",
    "hindi": "नमस्ते धन्यवाद",
    "thai": "ขอบคุณ",
    "signs": "€ £ ¥ ₹ ₽ → ✓ ☺ … “ ” — №",
}


def letter(*statements: Statement) -> Letter:
    return Letter(
        heading="Response to dispute du_1",
        sender=["Nordlicht GmbH", "Lindenstraße 12, 10969 Berlin"],
        about="Nordlicht GmbH · du_1",
        facts=[Line("Amount", "€184.90"), Line("Card", "Visa ending in 4242")],
        opening="The goods were delivered.",
        statements=list(statements),
    )


def log(key: str, value: int = 50, field: str = "access_log", rows: int = 3) -> Exhibit:
    table = Table(columns=["When", "What"], rows=[["12 Oct", f"signed in {key}"]] * rows)
    return Exhibit(key=key, title=f"Log {key}", value=value, field=field, table=table)


def filed(key: str, file: Tamed, value: int = 50, field: str = "receipt") -> Exhibit:
    return Exhibit(key=key, title=f"File {key}", value=value, field=field, file=file)


def fitted(packet: Packet, within: Limits = VISA, way: str = TOGETHER) -> Fitted:
    """As the child does it, without one."""
    return Fitting(packet, within, way).fitted()


def text_of(body: bytes, page: int | None = None) -> str:
    opened = pdfium.PdfDocument(body)
    shown = range(len(opened)) if page is None else [page - 1]
    found = "".join(opened[one].get_textpage().get_text_range() for one in shown)
    return found.replace("\r\n", " ").replace("\ufffe", "").replace("\u200b", "")


def squeezed(text: str) -> str:
    return "".join(sorted(set(text) - set(" \u200b")))


async def test_a_packet_is_the_same_bytes_in_a_child_and_twice() -> None:
    asked = Packet(letter=letter(), exhibits=[log("a"), filed("b", PHOTO), filed("c", SCAN)])
    made = await packets.fit(asked, VISA)
    assert made == fitted(asked) == fitted(asked)
    assert made.files == {"uncategorized_file": made.pdf}
    assert made.gave == []
    assert [(one.key, one.first, one.last) for one in made.placed] == [
        ("a", 2, 2),
        ("b", 3, 3),
        ("c", 4, 5),
    ]
    assert "Page 3 of 5" in text_of(made.pdf, 3)
    assert "page 2 of 2" in text_of(made.pdf, 5)


def test_what_a_customer_wrote_in_any_script_is_drawn_and_none_of_it_is_markup() -> None:
    said = [*SCRIPTS.values(), TRICKS]
    entries = [Entry(when="17 Oct", who=one, text=one) for one in said]
    asked = Packet(letter=letter(), exhibits=[Exhibit(key="m", title=TRICKS, entries=entries)])
    made = fitted(asked)
    shown = text_of(made.pdf)
    assert TRICKS in shown
    for name in ("accents", "chinese", "japanese", "korean", "signs"):
        assert SCRIPTS[name] in shown
    assert set(squeezed(SCRIPTS["thai"])) <= set(shown)
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        assert not [one.index for one in opened.pages if composing.has_no_glyph(one)]
    fonts = {one.family for one in composing.known().fonts() if one.path}
    assert {"Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans CJK JP"} <= fonts


def test_what_no_font_draws_is_said_by_its_name() -> None:
    text = "Thanks 😀👩🏽‍💻🇩🇪 for \U000130b8!"
    lacks = composing.missing(Packet(letter=letter(Statement(text, [])), exhibits=[]))
    assert words.named(words.cleaned(text), lacks) == (
        "Thanks [grinning face][woman][personal computer][flag DE] for [text in Egyptian letters]!"
    )
    bengali = Packet(letter=letter(Statement("কি ☺\ufe0f e\u0301 हिन्दी", [])), exhibits=[])
    assert composing.missing(bengali) == {"ক", "ি"}, "a mark without a glyph is missing, too"
    [gave] = fitted(bengali).gave
    assert gave.what == "undrawn"
    assert "Bengali letters cannot be drawn" in gave.says


def test_text_cannot_steer_the_page() -> None:
    assert words.cleaned("a\u202eb\x1b[31mc\r\nd\x00\ud800") == "ab[31mc\nd?"
    assert [one["rtl"] for one in words.paragraphs("(1) شكرا\nEnglish\n12", frozenset())] == [
        True,
        False,
        False,
    ]
    [one] = words.paragraphs("x" * 500, frozenset())
    assert max(map(len, one["t"].split("\u200b"))) <= words.WORD_MAX


def test_each_statement_names_the_page_it_rests_on() -> None:
    statements = [
        Statement("It was delivered.", [Source(exhibit="b"), Source(record="Charge ch_1: paid")]),
    ]
    made = fitted(Packet(letter=letter(*statements), exhibits=[log("a"), filed("b", PHOTO)]))
    assert "Exhibit B, page 3 · Charge ch_1: paid" in text_of(made.pdf, 1)


def test_mastercard_gets_long_documents_two_to_a_page_and_nothing_is_left_out() -> None:
    contract = tame(hostile.document(30))
    made = fitted(
        Packet(letter=letter(), exhibits=[log("a"), filed("b", contract)], paper="letter"),
        MASTERCARD,
    )
    assert made.pages <= 19
    [gave] = made.gave
    assert (gave.what, gave.exhibit) == ("two_a_page", "b")
    assert "two of its 30 pages are on each page, as Mastercard takes 19 in all" in gave.says
    assert "Page 30" in text_of(made.pdf)


def test_what_need_not_have_given_is_given_back() -> None:
    exhibits = [
        filed("short", tame(hostile.document(5)), value=90),
        filed("long", tame(hostile.document(45)), value=10),
        filed("photo", SCREEN, value=5),
    ]
    statements = [
        Statement("Rests on the long one.", [Source(exhibit="long")]),
        Statement("Rests on both.", [Source(exhibit="long"), Source(exhibit="short")]),
    ]
    made = fitted(Packet(letter=letter(*statements), exhibits=exhibits), MASTERCARD)
    assert [one.key for one in made.placed] == ["short", "photo"]
    assert [(one.what, one.exhibit) for one in made.gave] == [("left_out", "long"), ("unsaid", "")]
    assert "Rests on the long one." in made.gave[1].says
    shown = text_of(made.pdf)
    assert "Rests on the long one." not in shown
    assert "Rests on both." in shown


def test_heavy_pictures_are_made_smaller_before_anything_is_left_out() -> None:
    exhibits = [filed("photo", PHOTO), filed("scan", SCAN), log("log")]
    whole = fitted(Packet(letter=letter(), exhibits=exhibits))
    less = Limits(size_max=whole.size * 3 // 4, pages_max=49, whose="the bank")
    made = fitted(Packet(letter=letter(), exhibits=exhibits), less)
    assert made.size <= less.size_max
    assert len(made.placed) == 3
    assert ("smaller", "photo") in {(one.what, one.exhibit) for one in made.gave}
    assert "the picture was made smaller, " in made.gave[0].says


def test_each_exhibit_in_its_own_field_is_one_file_a_field() -> None:
    exhibits = [log("a", field="x"), log("b", field="x"), filed("c", PHOTO, field="y")]
    made = fitted(Packet(letter=letter(), exhibits=exhibits), VISA, APART)
    assert set(made.files) == {"uncategorized_file", "x", "y"}
    assert [len(pdfium.PdfDocument(one)) for one in made.files.values()] == [1, 2, 1]
    assert made.size == sum(map(len, made.files.values()))
    assert "Log b" in text_of(made.files["x"])


def test_a_picture_is_where_it_should_be_and_as_it_was() -> None:
    file = tame(hostile.picture(600, 400, "PNG"), "a.png")
    made = fitted(Packet(letter=letter(), exhibits=[filed("a", file)]))
    page = pdfium.PdfDocument(made.pdf)[1].render(scale=1).to_pil().convert("L")
    was = Image.open(io.BytesIO(file.body))
    assert abs(page.getpixel((297, 300)) - was.getpixel((300, 200))[0]) < 60  # type: ignore[index]
    assert page.getpixel((5, 300)) == page.getpixel((297, 800)) == 255


def test_a_long_screen_is_shown_in_pieces_that_can_be_read_and_sent_once() -> None:
    file = tame(hostile.picture(400, 2400, "PNG"), "chat.png")
    assert (file.width, file.height) == (400, 2400), "a strip is not made unreadably small"
    made = fitted(Packet(letter=letter(), exhibits=[filed("chat", file)]))
    assert [(one.first, one.last) for one in made.placed] == [(2, 4)]
    assert "page 3 of 3" in text_of(made.pdf, 4)
    assert made.size < fitted(Packet(letter=letter(), exhibits=[])).size + 2 * file.size + 9000
    pages = pdfium.PdfDocument(made.pdf)
    middles = [page.render(scale=0.5).to_pil().convert("L").getpixel((148, 200)) for page in pages]
    assert middles[1:] == sorted(middles[1:]), "from above downwards, as the slope goes"


def test_a_page_lying_on_its_side_is_turned_and_cut_as_it_is_seen() -> None:
    def turned(made: pikepdf.Pdf) -> None:
        made.pages[0].obj.CropBox = pikepdf.Array([50, 500, 500, 800])
        made.pages[0].rotate(90, relative=True)

    file = tame(hostile.document(change=turned))
    assert (file.width, file.height) == (300, 450)
    assert "Page 1" in text_of(fitted(Packet(letter=letter(), exhibits=[filed("a", file)])).pdf, 2)


def test_a_letter_is_set_closer_to_stay_on_one_page_and_exhibits_follow_it() -> None:
    much = letter(*[Statement("It was delivered to the door. " * 4, [Source(exhibit="a")])] * 12)
    much = msgspec.structs.replace(much, facts=[Line(f"Fact {n}", "so it is") for n in range(8)])
    made = fitted(Packet(letter=much, exhibits=[log("a")]))
    assert (made.letter, made.placed[0].first) == (1, 2)
    assert fitted(Packet(letter=letter(*much.statements * 2), exhibits=[log("a")])).letter == 2


def test_a_long_word_is_found_and_copied_whole() -> None:
    mail = "lucas.garcia761.of.the.long.name@letters-us.example"
    shown = pdfium.PdfDocument(fitted(Packet(letter=letter(Statement(mail, [])), exhibits=[])).pdf)
    assert mail in shown[0].get_textpage().get_text_range().replace("\ufffe", "-")


def test_a_letter_that_is_too_long_alone_says_so() -> None:
    much = letter(*[Statement("It was delivered to the door. " * 40, [])] * 120)
    with pytest.raises(errors.BadInput, match=r"The letter alone has \d+ pages, and Mastercard"):
        fitted(Packet(letter=much, exhibits=[log("a")]), MASTERCARD)
    with pytest.raises(errors.BadInput, match="Two exhibits have the same key"):
        packets.judge(Packet(letter=letter(), exhibits=[log("a"), log("a")]))


def test_paper_and_limits_are_those_of_the_country_and_the_network() -> None:
    assert [limits.paper(one) for one in ("US", "de", None)] == ["letter", "a4", "a4"]
    assert [limits.of_network(one).pages_max for one in ("Mastercard", "amex")] == [19, 49]
    assert [limits.script(one) for one in ("TW", "CN", None)] == ["TC", "SC", "SC"]


@settings(max_examples=settings().max_examples // 20, deadline=None)
@given(st.data())
def test_limits_hold_and_each_exhibit_is_there_or_named(data: st.DataObject) -> None:
    kinds = (lambda key, n: log(key, n), lambda key, n: filed(key, PHOTO, n),
             lambda key, n: filed(key, SCAN, n), lambda key, n: filed(key, SCREEN, n))  # fmt: skip
    drawn = data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=5))
    exhibits = [kinds[kind](f"e{at}", value) for at, (kind, value) in enumerate(drawn)]
    statements = [Statement(f"Says {one.key}.", [Source(exhibit=one.key)]) for one in exhibits]
    within = Limits(
        size_max=data.draw(st.integers(60_000, 900_000)),
        pages_max=data.draw(st.integers(2, 8)),
        whose="the bank",
    )
    way = data.draw(st.sampled_from([TOGETHER, APART]))
    made = fitted(Packet(letter=letter(*statements), exhibits=exhibits), within, way)
    assert made.pages == len(pdfium.PdfDocument(made.pdf)) <= within.pages_max
    assert made.size == sum(map(len, made.files.values())) <= within.size_max
    there = [one.key for one in made.placed]
    left = [one.exhibit for one in made.gave if one.what == "left_out"]
    assert sorted(there + left) == sorted(one.key for one in exhibits)
    unsaid = " ".join(one.says for one in made.gave if one.what == "unsaid")
    shown = text_of(made.pdf)
    for one in exhibits:
        assert (f"Says {one.key}." in shown) != (f"Says {one.key}." in unsaid)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(made), type=Fitted) == made


def test_a_fax_shows_every_letter_of_the_first_page() -> None:
    said = letter(Statement("It was delivered.", [Source(record="Carrier: our order system")]))
    page = pdfium.PdfDocument(fitted(Packet(letter=said, exhibits=[])).pdf)[0]
    grey = page.render(scale=3).to_pil().convert("L")
    darkest = {
        grey.crop((0, top, grey.width, top + 30)).getextrema()[0] for top in range(180, 1100, 30)
    }
    assert {shade for shade in darkest if shade < 250} == {0, LINES}, "text is black"
