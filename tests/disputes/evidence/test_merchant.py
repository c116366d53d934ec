"""Tables of what the merchant knows: understood by their headings, wrong cells named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillwatch.features.disputes.evidence.book import FIELDS
from tillwatch.features.disputes.merchant import Change, Read, preview, read, values
from tillwatch.features.disputes.merchant.columns import ABOUT, BUYER, FACTS
from tillwatch.features.disputes.told.facts import NAMES
from tillwatch.kernel import errors

SHOP = """\
Name,Fulfillment Date,Tracking Company,Tracking Number,Delivered At,Browser IP,Colour
#1042,2026-11-04,UPS,1Z999AA10123456784,2026-11-06T14:05:00Z,203.0.113.7,red
#1043,2026-11-05,USPS,'9400111899223197428490,,10.0.0.4,blue
,2026-11-05,USPS,9400111899223197428490,,,
#1044,,,,,,green
"""


def table(text: str) -> Read:
    return read(text.encode())


def test_a_shops_export_is_understood_by_its_headings() -> None:
    found = table(SHOP)
    assert found.understood == {
        "Name": "order",
        "Fulfillment Date": "shipping_date",
        "Tracking Company": "shipping_carrier",
        "Tracking Number": "shipping_tracking_number",
        "Delivered At": "delivered_on",
        "Browser IP": "customer_purchase_ip",
    }
    assert found.ignored == ["Colour"]
    assert [(row.line, row.kind, row.about) for row in found.rows] == [
        (2, "order", "#1042"),
        (3, "order", "#1043"),
    ]
    assert found.rows[0].facts == {
        "shipping_carrier": "UPS",
        "shipping_tracking_number": "1Z999AA10123456784",
        "shipping_date": "2026-11-04",
        "delivered_on": "2026-11-06",
        "customer_purchase_ip": "203.0.113.7",
    }
    assert [(one.line, one.says) for one in found.skipped] == [
        (3, "Browser IP: 10.0.0.4 is not an address on the internet"),
        (4, "names no payment, order or dispute"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "payment id;carrier\npi_1;UPS\n",
        "Payment_ID\tCarrier\npi_1\tUPS\n",
        '\ufeff"PAYMENT ID",CARRIER\r\n"pi_1",UPS\r\n\r\n',
    ],
    ids=["semicolons", "tabs", "marked and quoted"],
)
def test_tables_are_written_in_many_ways(text: str) -> None:
    for body in (text.encode(), text.removeprefix("\ufeff").encode("utf-16")):
        rows = read(body).rows
        assert [(row.kind, row.about, dict(row.facts)) for row in rows] == [
            ("payment", "pi_1", {"shipping_carrier": "UPS"})
        ]


def test_old_encodings_are_read() -> None:
    assert read("order;signed by\n7;Zoë\n".encode("cp1252")).rows[0].facts == {"signed_by": "Zoë"}


def test_the_most_exact_name_of_a_row_is_taken() -> None:
    rows = table("order,charge id,carrier\n7,ch_1,UPS\n8,,DHL\n").rows
    assert [(row.kind, row.about) for row in rows] == [("charge", "ch_1"), ("order", "8")]


def test_what_is_not_here_by_one_name_is_looked_for_by_the_next() -> None:
    (row,) = table(
        "charge id,order,e-mail,amount,carrier\nch_9,#7,Bo@x.io,$1,099.50,UPS\n".replace(
            "$1,099.50", '"$1,099.50"'
        )
    ).rows
    assert row.names == [
        ("charge", "ch_9"),
        ("order", "7"),
        ("order", "#7"),
        ("buyer", "bo@x.io 1099.5"),
    ]
    known = preview(
        table("order,e-mail,amount,carrier\n,bo@x.io,5,UPS\n"),
        {("buyer", "bo@x.io 5"): ["pi_1", "pi_2"]},
        {},
    )
    assert known.changes == []
    assert known.unmatched[0].says == ("2 payments fit “bo@x.io 5”: name one by its payment id")


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        ("99", "99"),
        ("99.00", "99"),
        ("99,5", "99.5"),
        ("€ 1.099,50", "1099.5"),
        ("100", "100"),
        ("1,099.50 USD", "1099.5"),
        ("1,234", None),
        ("1.234", None),
        ("free", None),
        ("-5", None),
        ("1,000,000", None),
        ("2.000.000,00", "2000000"),
    ],
)
def test_a_sum_is_one_where_it_can_be_read_in_one_way(text: str, sum_: str | None) -> None:
    assert values.amount(text) == sum_


def test_rows_about_the_same_order_are_put_together() -> None:
    rows = table(
        "order,tracking,carrier,signed by\n#7,A1,UPS,Ann\n7,A2,UPS,Ben\n7,A2,,\n8,B1,,\n"
    ).rows
    assert [dict(row.facts) for row in rows] == [
        {"shipping_carrier": "UPS", "shipping_tracking_number": "A1, A2", "signed_by": "Ben"},
        {"shipping_tracking_number": "B1"},
    ]


DATES = [
    (["06/11/2026", "26/11/2026"], ["2026-11-06", "2026-11-26"]),
    (["11/06/2026", "11/26/2026"], ["2026-11-06", "2026-11-26"]),
    (["06.11.2026 14:05", "26.11.2026"], ["2026-11-06", "2026-11-26"]),
    (["6 Nov 2026", "November 26, 2026"], ["2026-11-06", "2026-11-26"]),
    (["11/11/2026", "2026/11/26"], ["2026-11-11", "2026-11-26"]),
    (["06/11/2026", "07/11/2026"], [None, None]),
    (["26/11/2026", "11/26/2026"], ["2026-11-26", "2026-11-26"]),
    (["soon", "31/02/2026"], [None, None]),
]


@pytest.mark.parametrize(("given", "taken"), DATES, ids=lambda value: " ".join(map(str, value)))
def test_a_column_shows_which_number_is_the_day(given: list[str], taken: list[str | None]) -> None:
    lines = "\n".join(f'{n},"{cell}",UPS' for n, cell in enumerate(given))
    found = table(f"order,delivered on,carrier\n{lines}\n")
    assert [row.facts.get("delivered_on") for row in found.rows] == taken
    assert len(found.skipped) == taken.count(None)


def test_a_number_that_a_spreadsheet_spoiled_is_not_taken() -> None:
    found = table('order,tracking number\n7,9.4E+21\n8,"=""94001118"""\n')
    assert found.skipped[0].says == (
        "tracking number: 9.4E+21 has lost its digits in a spreadsheet: set that column to text, "
        "and save again"
    )
    assert found.rows[0].facts == {"shipping_tracking_number": "94001118"}


WRONG = [
    (b"", "The file is empty: its first line has to name the columns"),
    (b"PK\x03\x04....", "That is a spreadsheet or an archive: open it, and save it as CSV"),
    (b"%PDF-1.7", "That is a PDF: bring it as a file of evidence, or save the table as CSV"),
    (b"  <!doctype html>", "That is a web page: save the table as CSV"),
    (b'{"a": 1}', "That is JSON: send it through the API, or save the table as CSV"),
    (b"a\0b", "That is no text: save the table as CSV"),
    (b"order,carrier\n", "The file has headings and no rows: add a row for each order"),
    (
        b"date,currency,target,rate\n2026-11-06,usd,eur,0.9\n",
        "No column says which payment a row is about: add one called “payment id”, “charge id”, "
        "“order number”, “invoice number” or “dispute id”, or both “e-mail” and “amount”",
    ),
    (
        b"order,colour\n7,red\n",
        "No column says anything that helps a dispute: name columns like “tracking number”, "
        "“delivered on” or 18 others",
    ),
    (
        b'order,carrier\n7,"' + b"x" * 140_000 + b'"\n',
        "Line 2 cannot be read as CSV: save the table as CSV again",
    ),
    (b"x" * 10_000_001, "The file is larger than 10 MB: send it in parts"),
]


@pytest.mark.parametrize(("body", "says"), WRONG, ids=lambda value: str(value[:20]))
def test_another_kind_of_file_is_one_clear_sentence(body: bytes, says: str) -> None:
    with pytest.raises(errors.BadInput) as caught:
        read(body)
    assert caught.value.message == says


def test_what_would_change_is_said_before_it_does() -> None:
    found = preview(
        table(SHOP),
        {("order", "1042"): ["1042"]},
        {"1042": {"shipping_carrier": "UPS", "delivered_on": "2026-11-07"}},
    )
    assert found.same == 1
    assert [(one.row.about, one.says) for one in found.unmatched] == [
        ("#1043", "no order “#1043” is here")
    ]
    assert (
        Change(line=2, about="1042", fact="delivered_on", before="2026-11-07", after="2026-11-06")
        in found.changes
    )
    assert {change.before for change in found.changes} == {"", "2026-11-07"}


def test_every_column_is_one_thing_and_can_be_kept() -> None:
    bare = [
        "".join(filter(str.isalnum, name.lower()))
        for names in (*ABOUT.values(), *BUYER.values(), *FACTS.values())
        for name in names
    ]
    assert len(bare) == len(set(bare))
    assert set(FACTS) <= set(FIELDS)
    assert set(FACTS) == set(NAMES)


@given(
    st.binary(max_size=80)
    | st.text(alphabet='7,;"\n\r\t=/.E+ abc', max_size=80).map(
        lambda text: f"order,delivered on,tracking\n{text}".encode()
    )
)
def test_any_bytes_are_a_table_or_one_sentence(body: bytes) -> None:
    try:
        found = read(body)
    except errors.BadInput:
        return
    assert all(row.about and row.facts and row.line > 1 for row in found.rows)
