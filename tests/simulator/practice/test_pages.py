"""Every page: it leads somewhere, it is safe to show, and the addresses are those of Stripe."""

from collections import Counter

import pytest

from tests.simulator.http.conftest import Simulator
from tests.simulator.practice.conftest import MAIN
from tests.simulator.practice.reader import Browser
from tillwatch.processors.stripe import pages as at_stripe
from tillwatch.processors.stripe.offer import places
from tillwatch.simulator.http.practice import address, frame, words
from tillwatch.simulator.http.practice.markup import tag
from tillwatch.simulator.http.practice.visit import Refused

LISTS = ("payments", "customers", "subscriptions", "invoices", "refunds", "disputes", "payouts")


def test_every_link_leads_somewhere(browser: Browser) -> None:
    """From the first page as far as it goes: every list, and two objects of each kind."""
    waiting, seen, objects = [f"{browser.origin}/"], set[str](), Counter[str]()
    while waiting:
        url = waiting.pop(0)
        _, *below = address.read(url.removeprefix(browser.origin).split("?")[0]).parts
        kind = url.rsplit("/", 1)[1].partition("_")[0] if below else url
        if url in seen or objects[kind] >= 2:
            continue
        seen.add(url)
        objects[kind] += 1
        page = browser.open(url)
        assert all(link.startswith(browser.origin) for link in page.links)
        waiting += [link for link in page.links if MAIN in link and "/files/" not in link]
    assert len(objects) > 40


def test_a_dispute_shows_what_was_given_and_what_the_shop_knows(
    browser: Browser, simulator: Simulator
) -> None:
    case = simulator.control("parcel-dispute").json()
    paper = simulator.control("file", text="Signed for").json()["id"]
    given = {"evidence[receipt]": paper, "evidence[shipping_carrier]": "Pony", "submit": "false"}
    simulator.ask("POST", f"/v1/disputes/{case['id']}", data=given)
    page = browser.open(f"/test/disputes/{case['id']}")
    for said in ("product not received", "Pony", paper, "What the shop knows", "Delivered"):
        assert said in page.text
    saved = next(link for link in page.links if f"/files/{paper}" in link)
    answer = simulator.client.get(saved)
    assert answer.content == simulator.get(f"/v1/files/{paper}/contents").content
    assert answer.headers["content-disposition"] == f'attachment; filename="{paper}.pdf"'
    browser.open(f"/{MAIN}/test/files/file_none", 404)


def test_nothing_can_be_written_into_a_page(browser: Browser, simulator: Simulator) -> None:
    evil = '"><script>alert(1)</script>'
    made = browser.press(browser.open("/test/dashboard"), "Sale", email=f"{evil}@example.org")
    asked = [
        f"/test/search?q={evil}",
        f"/test/apikeys/create?name={evil}",
        f"/test/customers/{evil}",
    ]
    shown = [simulator.client.get(made.url).text]
    shown += [
        simulator.client.get(f"{simulator.url}{path}", headers={"accept": "text/html"}).text
        for path in asked
    ]
    assert not [text for text in shown if "<script>alert" in text]
    assert "&lt;script&gt;alert" in shown[0]
    assert tag("a", "R & D", href='"x"') == '<a href="&quot;x&quot;">R &amp; D</a>'


def test_pages_hold_no_code_and_forbid_it(browser: Browser, simulator: Simulator) -> None:
    answer = simulator.client.get(f"{simulator.url}/test/webhooks/create")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert [script.get("src") for script in browser.open("/").scripts] == ["/practice/practice.js"]
    assert " style=" not in answer.text
    for name in (*(f"{style}.css" for style in frame.STYLES), "practice.js", "icon.svg"):
        assert simulator.client.get(f"{simulator.url}/practice/{name}").status_code == 200
    assert simulator.client.get(f"{simulator.url}/practice/visit.py").status_code == 404


def test_a_button_on_another_site_does_nothing(simulator: Simulator) -> None:
    url = f"{simulator.url}/{MAIN}/test/do/sale"
    table = simulator.app.world.shops[MAIN].books[False].tables["payment_intent"]
    before = len(table)
    for origin in ("https://evil.example", "null", simulator.url + "0"):
        assert simulator.client.post(url, headers={"origin": origin}).status_code == 403
    assert len(table) == before
    assert simulator.client.post(url, headers={"origin": simulator.url}).status_code == 303
    assert len(table) == before + 1


def test_addresses_of_stripe_lead_to_their_page(browser: Browser) -> None:
    """Where Tillwatch's "Open in Stripe" goes, with Stripe's origin replaced by ours."""
    kinds = ("payment", "refund", "customer", "subscription", "dispute", "payout", "event")
    for mode, held in (("live", ("payment", "customer", "event")), ("test", kinds)):
        for name in places.PLACES:
            assert browser.open(places.place("", name, mode))
        for kind in held:
            section = at_stripe.SECTIONS[kind]
            listed = browser.open(f"/{MAIN}{'/test' if mode == 'test' else ''}/{section}")
            ids = [link.rsplit("/", 1)[1] for link in listed.links if f"/{section}/" in link]
            page = at_stripe.page("", kind, ids[0], mode=mode, account_id=MAIN)
            assert page is not None
            assert ids[0] in browser.open(page).text


def test_a_charge_has_the_page_of_a_payment(browser: Browser, simulator: Simulator) -> None:
    sale = simulator.control("sale", amount=4_200, currency="usd").json()
    page = browser.open(f"/test/payments/{sale['latest_charge']}")
    assert "42.00 USD" in page.text
    assert any(link.endswith(sale["id"]) for link in page.links)


def test_an_id_leads_to_its_account_and_mode(browser: Browser, simulator: Simulator) -> None:
    other = list(simulator.app.world.shops)[1]
    sale = simulator.control("sale", account=other, livemode=True).json()
    page = browser.open(f"/test/payments/{sale['id']}")
    assert page.url == f"{browser.origin}/{other}/payments/{sale['id']}"
    assert simulator.app.world.shops[other].account["business_profile"]["name"] in page.text
    later = browser.open("/test/payments")
    assert any(f"/{other}/test/payments" in link for link in later.links), "the account stays"
    browser.open(f"/{MAIN}/test/dashboard")


def test_the_mode_is_in_the_address(browser: Browser) -> None:
    assert any(link.endswith("/test/apikeys") for link in browser.open("/").links)
    assert browser.open(f"/{MAIN}/payments").url.endswith(f"/{MAIN}/payments")
    assert address.read("/acct_1A/test/payments/pi_1") == address.Address(
        "acct_1A", False, ("payments", "pi_1")
    )
    assert address.read("/workbench/webhooks").parts == ("webhooks",)


def test_what_is_not_there_says_so(browser: Browser, simulator: Simulator) -> None:
    assert "no such page" in browser.open("/test/nonsense", 404).text
    assert "no payment pi_none" in browser.open("/test/payments/pi_none", 404).text
    assert "no such key" in browser.open("/test/apikeys/mk_1none", 404).text
    answer = simulator.client.get(f"{simulator.url}/nonsense")
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "invalid_request_error")
    assert simulator.client.post(f"{simulator.url}/test/payments").status_code == 404
    assert simulator.client.delete(f"{simulator.url}/test/payments").status_code == 404


@pytest.mark.parametrize("section", LISTS)
def test_lists_go_on(browser: Browser, simulator: Simulator, section: str) -> None:
    """All pages of a list together hold each object once."""
    url, ids = f"/{MAIN}/test/{section}", list[str]()
    while True:
        page = browser.open(url)
        ids += [u.rsplit("/", 1)[1] for u in page.links if f"/test/{section}/" in u]
        older = [link for link in page.links if "before=" in link]
        if not older:
            break
        url = older[0]
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("API keys", "/test/apikeys"),
        ("webhooks", "/test/webhooks"),
        ("developers api", "/test/apikeys"),
        ("event destinations", "/test/webhooks"),
        ("chargebacks", "/test/disputes"),
    ],
)
def test_search_finds_pages(browser: Browser, asked: str, found: str) -> None:
    page = browser.open(f"/{MAIN}/test/search?q={asked}")
    menu = browser.open(f"/{MAIN}/test/search").links
    assert page.links.count(f"{browser.origin}/{MAIN}{found}") > menu.count(
        f"{browser.origin}/{MAIN}{found}"
    )


def test_search_finds_objects(browser: Browser, simulator: Simulator) -> None:
    sale = simulator.control("sale", email="finder@example.org").json()
    for asked in (sale["id"], sale["latest_charge"], "finder@example.org"):
        page = browser.open(f"/test/search?q={asked}")
        wanted = sale["customer"] if "@" in asked else asked
        assert any(link.endswith(f"/{wanted}") for link in page.links)
    assert "Nothing is called" in browser.open("/test/search?q=qqqq").text


def test_amounts() -> None:
    assert words.minor("12.50", "usd") == words.minor("12,50", "usd") == 1_250
    assert (words.minor("1200", "jpy"), words.minor("1.25", "kwd")) == (1_200, 1_250)
    assert words.money(-123_450, "usd") == "−1,234.50 USD"
    for wrong in ("0", "-1", "1.234", "ten", "1e99", "NaN", "Infinity", "1,000,000"):
        with pytest.raises(Refused):
            words.minor(wrong, "usd")
