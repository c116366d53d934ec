"""A dispute's whole story: who says what, until when it can be answered, what it has cost."""

from typing import Final

from tillwatch.ledger.questions.losses import ANSWERABLE
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.parts import briefs, entries, people, timeline
from tillwatch.ledger.questions.stories.parts.method import BRANDS, spelled
from tillwatch.ledger.questions.stories.payment import dispute_fact
from tillwatch.ledger.questions.stories.told import DisputeStory

HAPPENINGS: Final = 50
CUSTOMER: Final = "the customer "
"""The name stands for it in a headline."""

MEANS: Final = {
    "warning_needs_response": "The bank wants to know more. No money has been taken; without a "
    "good answer it can become a dispute.",
    "warning_under_review": "You answered the bank's question. No money has been taken.",
    "warning_closed": "The bank asked nothing further, and no money was taken.",
    "needs_response": "The bank has taken the money back and waits for your side.",
    "under_review": "Your answer is with the bank, which usually takes 60 to 75 days.",
    "appeal_needs_response": "The other side did not accept the outcome; the bank asks you again.",
    "appeal_under_review": "Your second answer is with the bank.",
    "won": "The bank decided for you.",
    "lost": "The bank decided for the customer. This is final.",
    "prevented": "It was settled before it counted as a dispute.",
    "charge_refunded": "You gave the money back, which ended it.",
}
CANNOT: Final = (
    "Cannot be answered",
    "{processor} gives no time for an answer; the bank decides without your side.",
)
MISSED: Final = (
    "Too late to answer",
    "The time for an answer has passed. The bank now decides without your side.",
)
NOTHING: Final = "Nothing to do: you will see the bank's decision here."
NO_WORDS: Final = "{processor} gives a state that has no words here."
UNKNOWN: Final = (
    "Tillwatch does not know this state, so it cannot say what to do: look in {processor}."
)
TO_DO: Final = {
    "warning_needs_response": "Answer the question in {processor}, or refund the payment in full: "
    "both end it. A part refund does not.",
    "needs_response": "Decide whether you can show that the customer is wrong. If so, answer in "
    "{processor} in time; an answer can be sent only once.",
    "appeal_needs_response": "Answer once more in {processor}, with what was missing the first "
    "time.",
    "won": "Nothing to do: the money comes back with the entry below.",
    "lost": "Nothing can be done any more. See below what it cost.",
    "warning_closed": "Nothing to do.",
    "prevented": "Nothing to do.",
    "charge_refunded": "Nothing to do.",
}


async def story(ask: Ask, dispute: Record) -> DisputeStory:
    brief = briefs.dispute(ask, dispute)
    code = dispute["network_reason_code"]
    gone = _gone(ask, dispute)
    means = MEANS.get(dispute["status"], NO_WORDS)
    to_do = NOTHING if gone else _what_to_do(dispute)
    processor = ask.processor.label
    claim = ask.processor.words.claim(brief.reason, dispute["network"], code)
    payment = await _payment(ask, dispute)
    money = await entries.of(ask, dispute["balance_entries"] or ())
    customer_id = payment["customer"] if payment else None
    others = await people.disputes_of(ask, customer_id) if customer_id else []
    found = await timeline.of(
        ask,
        [dispute["id"], dispute["attempt"]],
        limit=HAPPENINGS,
        facts=dispute_fact(brief),
    )
    network = dispute["network"]
    return DisputeStory(
        says=_says(payment, brief.reason_words),
        tone="plain" if gone else brief.tone,
        stage=gone[0] if gone else brief.stage,
        stage_means=(gone[1] if gone else means).format(processor=processor),
        reason_words=brief.reason_words,
        reason_means=claim.means,
        network=(BRANDS.get(network) or spelled(network).capitalize()) if network else None,
        network_code=code,
        network_words=claim.network_words,
        due_by=brief.due_by if dispute["status"] in MEANS else dispute["due_by"],
        due_says=None if gone else _due_says(dispute),
        what_to_do=to_do.format(processor=processor),
        payment=briefs.payment(ask, payment) if payment else None,
        customer=await people.of(ask, customer_id, payment),
        others=sum(1 for other in others if other["id"] != dispute["id"]),
        entries=money,
        sums=entries.sums(money),
        timeline=found.happenings,
        events=found.events,
    )


async def _payment(ask: Ask, dispute: Record) -> Record | None:
    """By the payment it names; an old object names the try only."""
    named = dispute["payment"]
    if named is None:
        attempt = await ask.row("attempt", dispute["attempt"])
        named = attempt["payment"] if attempt else None
    return await ask.row("payment", named)


def _says(payment: Record | None, words: str) -> str:
    """A headline: "Ryan Doyle says nothing arrived"."""
    who = (payment["name"] or payment["email"]) if payment else None
    if who is None:
        return f"{words[0].upper()}{words[1:]}"
    claim = words.removeprefix(CUSTOMER)
    return f"{who}: {words}" if claim == words else f"{who} {claim}"


def _gone(ask: Ask, dispute: Record) -> tuple[str, str] | None:
    """An answer is asked for, but none can be given: stage and meaning. None where one can."""
    if dispute["status"] not in ANSWERABLE:
        return None
    if dispute["due_by"] is None:
        return CANNOT
    return MISSED if dispute["due_by"] <= ask.now else None


def _due_says(dispute: Record) -> str | None:
    """What happens when nobody answers; None when no answer is awaited."""
    if dispute["status"] not in ANSWERABLE:
        return None
    if dispute["status"] == "warning_needs_response":
        return "Without an answer by then the bank may take the money back."
    return "Without an answer by then it is lost, and the money stays with the customer."


def _what_to_do(dispute: Record) -> str:
    if dispute["status"] not in MEANS:
        return UNKNOWN
    return TO_DO.get(dispute["status"], NOTHING)
