"""The first page: buttons that make something happen, and what happened last."""

from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.http.hooks.endpoints import EXPLICIT_ONLY
from tillwatch.simulator.http.practice import parts, words
from tillwatch.simulator.http.practice.markup import Child, Html, joined, tag
from tillwatch.simulator.http.practice.pages import deeds, trouble
from tillwatch.simulator.http.practice.visit import Page, Refused, Visit

FIRST: Final = (
    "sale",
    "failed-card",
    "refund",
    "dispute",
    "inquiry",
    "early-fraud-warning",
    "payout",
    "failed-payout",
    "subscribe",
    "cancel",
)
MORE: Final = ("failed-subscription", "cancel-later", "authorize", "intent", "customer")
PACES: Final = ((0, "Off"), (6, "6 a minute"), (20, "20 a minute"), (60, "60 a minute"))
LATELY: Final = 14


def page(visit: Visit) -> Page:
    acts = parts.block(
        "Make something happen",
        tag("div", [deeds.shown(visit, name) for name in FIRST], class_="deeds"),
        tag(
            "details",
            tag("summary", "More"),
            tag("div", [deeds.shown(visit, name) for name in MORE], class_="deeds"),
            class_="more",
        ),
        note="Fields left empty are chosen for you.",
    )
    acts = tag("div", acts, trouble.block(visit), trouble.cases(visit), class_="side")
    side = tag("div", _shop(visit), _traffic(visit), _lately(visit), class_="side")
    return Page("Home", tag("div", acts, side, class_="two"), "dashboard")


def _shop(visit: Visit) -> Html:
    """Which account this is, and where a newcomer goes next."""
    place = visit.place
    payments = len(visit.books.tables["payment_intent"])
    return parts.block(
        visit.house.name(place.account),
        parts.facts(
            (
                ("Account", tag("code", place.account)),
                ("Mode", "Live (invented as well)" if place.livemode else "Test"),
                ("Payments", f"{payments:,}"),
                ("Time here", words.when(visit.now)),
            )
        ),
        tag(
            "p",
            tag("a", "API keys", href=place.to("apikeys")),
            " · ",
            tag("a", "Webhooks", href=place.to("webhooks")),
            class_="next",
        ),
    )


def _traffic(visit: Visit) -> Html:
    pace = visit.house.options.deeds_per_minute
    paces = [(f"{per:g}", label) for per, label in PACES]
    if f"{pace:g}" not in dict(paces):
        paces.append((f"{pace:g}", f"{pace:g} a minute"))
    main = next(iter(visit.house.world.shops))
    return parts.block(
        "Live traffic",
        parts.form(
            visit.place.to("do", "traffic"),
            parts.choice("per_minute", "People do something by themselves", paces, f"{pace:g}"),
            parts.button("Set"),
            class_="inline",
        ),
        note=f"In {visit.house.name(main)}, test mode.",
    )


def traffic(visit: Visit) -> str:
    """Turn the knob `deeds_per_minute`."""
    wanted = visit.text("per_minute")
    if not wanted.isdecimal() or len(wanted) > 4:
        raise Refused("Choose how often something happens")
    visit.house.options.turn({"deeds_per_minute": int(wanted)})
    return visit.place.to("dashboard")


def _lately(visit: Visit) -> Html:
    rows: list[tuple[Child, ...]] = []
    for event in visit.books.tables["event"].newest():
        if len(rows) == LATELY:
            break
        if event["type"] in EXPLICIT_ONLY:
            continue  # twice a day one for each kind of report, which nobody did
        rows.append((_about(visit, event), words.clock(event["created"], visit.now)))
    return parts.block(
        "What just happened",
        parts.table(("Event", "When>"), rows, "Nothing in the last 30 days."),
        tag("p", tag("a", "All events", href=visit.place.to("events")), class_="next"),
    )


def _about(visit: Visit, event: Json) -> Html:
    subject = event["data"]["object"]
    address = visit.place.object(str(subject.get("id", "")))
    gist = words.gist(subject) or str(subject.get("id", ""))
    return joined(
        tag("a", event["type"], href=visit.place.to("events", event["id"])),
        tag("small", tag("a", gist, href=address) if address else gist),
    )
