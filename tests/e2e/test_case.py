"""A dispute as a person answers it, from the list to the bank, and one that is accepted."""

import io
import json
import os
import re
from collections.abc import Sequence
from urllib.request import Request, urlopen

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.conftest import LOOKS, Look, Visit, grave, look_at, picture, settled, wide
from tests.e2e.stage.desk import Demo

SIZES = [
    Look(f"{w}-{scheme}", (w, 900), scheme) for w in (1440, 390) for scheme in ("light", "dark")
]

EXTREMES = (SIZES[0], SIZES[-1])


def opened(shop: Demo, deed: str) -> str:
    """The id of a dispute that a bank opens now."""
    request = Request(f"{shop.simulator_url.rstrip('/')}/_simulator/{deed}", b"{}")
    request.add_header("Content-Type", "application/json")
    with urlopen(request) as answer:
        return str(json.load(answer)["id"])


def typed_elsewhere(shop: Demo, dispute: str, **fields: str) -> None:
    """A colleague fills in what the page does not know of yet."""
    address = f"{shop.url}/api/v1/disputes/{shop.connection_id}/{dispute}/answer"
    request = Request(address, json.dumps({"fields": fields}).encode(), method="PUT")
    request.add_header("Content-Type", "application/json")
    request.add_header("Authorization", f"Bearer {shop.token}")
    with urlopen(request) as answer:
        assert answer.status == 200


def photograph() -> bytes:
    drawn = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(drawn).text((60, 60), "Delivered, signed", fill="black")
    kept = io.BytesIO()
    drawn.save(kept, "JPEG")
    return kept.getvalue()


def looked_at(page: Page, name: str, looks: Sequence[Look]) -> list[str]:
    """What is wrong with it, looked at so."""
    wrong = []
    for look in looks:
        look_at(page, look)
        settled(page)
        picture(page, f"{name}-{look.name}", whole=True)
        if wide(page, look.size[0]) > look.size[0]:
            wrong.append(f"{look.name}: too wide")
        if look in EXTREMES:
            wrong += grave(page)
    look_at(page, LOOKS[0])
    return wrong


def test_a_case_is_answered_from_the_list_to_the_bank(visit: Visit, shop: Demo) -> None:
    dispute = opened(shop, "parcel-dispute")
    page = visit("/disputes")
    page.get_by_role("table").locator(f"a[href*='{dispute}']").first.click()
    suggested = page.get_by_role("region", name=re.compile("Expected gain"))
    expect(suggested).to_contain_text(re.compile(r"\d+\s% chance of winning, between \d+"))
    expect(suggested.get_by_role("row", name=re.compile("Answer it yourself"))).to_contain_text("×")
    page.get_by_role("button", name=re.compile("Confirm all")).click()
    expect(page.get_by_role("button", name=re.compile("Confirm"))).to_have_count(0)
    signed = page.get_by_role("textbox", name="Signed by")
    signed.fill("J. Harris")
    signed.press("Tab")
    expect(page.get_by_text("The delivery was signed for by J. Harris")).to_be_visible()
    page.get_by_role("button", name="Undo: Signed by").click()
    expect(signed).to_have_value("")
    signed.fill("J. Har")
    typed_elsewhere(shop, dispute, delivered_on="2026-11-21")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_label("Delivered on")).to_have_value("2026-11-21")
    expect(signed).to_have_value("J. Har")
    signed.press("Escape")
    expect(signed).to_have_value("")
    proof = page.locator("#field-shipping_documentation")
    photo = FilePayload(name="proof.jpg", mimeType="image/jpeg", buffer=photograph())
    proof.locator("input[type=file]").set_input_files(photo)
    expect(proof.get_by_role("link", name="proof.jpg")).to_be_visible()
    assert looked_at(page, "case", EXTREMES if os.environ.get("CI") else SIZES) == []
    page.get_by_role("link", name="Preview what the bank will see").click()
    expect(page.get_by_role("link", name="Open the document")).to_be_visible()
    assert looked_at(page, "case-preview", EXTREMES[1:]) == []
    page.get_by_role("button", name="Save it at Stripe, do not send yet").click()
    send = page.get_by_role("button", name="Send it to the bank")
    expect(send).to_be_disabled()
    page.get_by_label("I have read what the bank will see").check()
    send.click()
    expect(page.get_by_text("Sent to the bank.")).to_be_visible()
    expect(page.get_by_text("Answered, bank decides")).to_be_visible()
    page.get_by_role("link", name="Back to the case").click()
    expect(page.get_by_role("heading", name="Answered, the bank is deciding")).to_be_visible()
    assert looked_at(page, "case-answered", EXTREMES[1:]) == []


def test_what_cannot_be_taken_back_is_typed_first(visit: Visit, shop: Demo) -> None:
    dispute = opened(shop, "parcel-dispute")
    page = visit("/disputes")
    page.get_by_role("table").locator(f"a[href*='{dispute}']").first.click()
    page.get_by_role("link", name="Accept it").click()
    accept = page.get_by_role("button", name="Accept the dispute")
    expect(accept).to_be_disabled()
    page.get_by_label(re.compile("Type the last four characters")).fill(dispute[-4:])
    accept.click()
    expect(page.get_by_text("Accepted.")).to_be_visible()
    expect(page.get_by_text("Lost", exact=True)).to_be_visible()
    settled(page)
    picture(page, "case-accepted", whole=True)
