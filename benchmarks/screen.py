"""The screens, in a browser with nothing in its cache: how long until the first page is whole, and
from a key or click to what it asked for, over a year of 20,000 payments.

Times are the browser's own: from the start of the navigation, or from the key, to the frame that
shows it. `events` is Event Timing: from every key and click to the next paint.
"""

import shutil
from typing import Any

from playwright.sync_api import Page, ViewportSize, sync_playwright

from benchmarks.history import PAYMENTS, PAYMENTS_QUICK, canned, connected
from benchmarks.installation import Installation, installation

TIMES = 9
SIZE: ViewportSize = {"width": 1389, "height": 868}
SWITCHES = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ADMIN = {
    "name": "Ada",
    "email": "ada@shop.example",
    "password": "a window in the night",
    "zone": "Europe/Berlin",
    "currency": "usd",
}
WATCH = """
  const reading = 'main .skeleton:not([role=table] ~ .skeleton), main [aria-busy=true]';
  window.shown = (wanted) => new Promise((done, fail) => {
    setTimeout(() => fail(new Error(`not shown: ${wanted}`)), 20000);
    const look = () => document.querySelector(wanted) && !document.querySelector(reading)
      ? requestAnimationFrame(() => done(performance.now()))
      : requestAnimationFrame(look);
    look();
  });
  window.asked = 0;
  for (const type of ['keydown', 'click'])
    addEventListener(type, (event) => { window.asked = event.timeStamp; }, true);
  window.events = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.interactionId) window.events.push(one.duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
"""
SCRIPTS = """performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.js'))
  .reduce((sum, one) => sum + one.encodedBodySize, 0)"""


def screen(quick: bool) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return {"skipped": "no Chromium found"}
    payments = PAYMENTS_QUICK if quick else PAYMENTS
    with canned(payments, 0, limits=False) as stripe:
        settings = {"STRIPE_API_BASE": stripe, "STRIPE_FILES_BASE": stripe, "STRIPE_RATE": "0"}
        with installation(**settings) as here, sync_playwright() as playwright:
            connected(here)
            here.command("sync")
            browser = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
            context = browser.new_context()
            context.request.get(here.open_url)
            made = context.request.post(
                f"{here.url}/api/v1/first-start", data=ADMIN, headers={"Origin": here.url}
            )
            assert made.ok, made.text()
            state = context.storage_state()
            walks = []
            for _ in range(TIMES):
                fresh = browser.new_context(storage_state=state, viewport=SIZE)
                fresh.add_init_script(WATCH)
                walks.append(_walk(fresh.new_page(), here))
                fresh.close()
            browser.close()
    return {"history": payments, **_summed(walks)}


def _walk(page: Page, here: Installation) -> dict[str, Any]:
    """One person's visit; milliseconds, the bytes of all scripts of the first page."""
    page.goto(here.url, wait_until="commit")
    took: dict[str, Any] = {"first_page_ms": page.evaluate("shown('[data-figures]')")}
    took["scripts_bytes"] = page.evaluate(SCRIPTS)
    page.keyboard.press("Control+k")
    took["palette_ms"] = _since(page, "input[role=combobox]")
    page.keyboard.type("pay")
    page.keyboard.press("Escape")
    page.locator("input[role=combobox]").wait_for(state="detached")
    page.keyboard.press("g")
    page.keyboard.press("p")
    took["payments_ms"] = _since(page, "[role=row][data-index='10']")
    for _ in range(10):
        page.keyboard.press("j")
    page.locator("[role=row][data-index='3']").click()
    took["payment_ms"] = _since(page, "main details")
    page.keyboard.press("g")
    page.keyboard.press("c")
    took["customers_ms"] = _since(page, "[role=row][data-index='10']")
    took["events"] = page.evaluate("window.events")
    return took


def _since(page: Page, wanted: str) -> float:
    passed: float = page.evaluate("wanted => shown(wanted).then((at) => at - asked)", wanted)
    return passed


def _summed(walks: list[dict[str, Any]]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name in walks[0]:
        if name.endswith("_ms"):
            figures[name] = _spread([walk[name] for walk in walks])
    figures["events_ms"] = _spread([took for walk in walks for took in walk["events"]] or [0.0])
    figures["scripts_bytes"] = walks[0]["scripts_bytes"]
    return figures


def _spread(took: list[float]) -> dict[str, float]:
    took = sorted(took)
    return {
        "p50": round(took[len(took) // 2], 1),
        "p95": round(took[min(len(took) - 1, len(took) * 95 // 100)], 1),
        "max": round(took[-1], 1),
    }
