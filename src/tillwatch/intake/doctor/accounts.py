"""Each connection: its key, how its events come, whether the processor can reach us."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select

from tillwatch.intake import connections, health, nodes
from tillwatch.intake.connections import Connection, keys
from tillwatch.intake.connections.reaching import why_not
from tillwatch.intake.doctor.finding import OK, WARNING, WRONG, Finding, good, warning, wrong
from tillwatch.intake.doctor.inside import clock
from tillwatch.intake.health import Health
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.processors.port import Grant
from tillwatch.store.tables import set_aside

PUBLIC: Final = "Public address"
ANSWER_S: Final = 5.0
STATES: Final = {"good": OK, "info": OK, "warn": WARNING, "bad": WRONG}
LOOK: Final = "Open Health: it says what to do."
NO_PROOF: Final = (
    "Look whether TILLWATCH_STRIPE_API_BASE, if it is set, leads to Stripe; then "
    "`tillwatch connection check` tries the key again."
)


async def each(house: House, *, public_url: str | None, online: bool) -> list[Finding]:
    found: list[Finding] = []
    known = await connections.everything(house.store)
    if not known:
        return [good("Accounts", "Connected", "No account is connected yet.")]
    healths = await health.of_all(house, known)
    for one in known:
        mine = [*await _key(house, one), *_way(house, one, healths[one.id], public_url)]
        if online and one.has_key:
            mine += await _tried(house, one)
        found += [_of(one, finding) for finding in mine]
    return [*found, *await _aside(house, known), *await _refused(house)]


def _of(connection: Connection, found: Finding) -> Finding:
    return Finding(
        area=found.area or connection.name,
        about=found.about,
        state=found.state,
        says=found.says,
        to_do=found.to_do,
        connection_id=connection.id,
    )


async def _key(house: House, connection: Connection) -> list[Finding]:
    label = house.processors.get(connection.processor).label
    try:
        await keys.key(house, connection.id)
    except errors.Unavailable as problem:
        return [wrong("", "Key", "It is here, and cannot be opened.", problem.message)]
    try:
        await keys.secrets(house, connection.id)
    except errors.Unavailable as problem:
        says = "It is here, and cannot be opened: webhooks are refused."
        return [wrong("", "Signing secret", says, problem.message)]
    if connection.state == "needs_attention":
        says = connection.reason or "It needs attention."
        to_do = f"`tillwatch connection check {connection.id}` tries it again; a new key comes by "
        to_do += f"`tillwatch connection set {connection.id} --key-stdin`."
        return [wrong("", "Key", says, to_do)]
    if not connection.has_key:
        return [good("", "Key", f"There is none: what comes, comes by webhook from {label}.")]
    return [_granted(house, connection, connection.grants, "as last tried")]


def _granted(house: House, connection: Connection, grants: Sequence[Grant], when: str) -> Finding:
    processor = house.processors.get(connection.processor)
    names = {one.slug: one.name for one in processor.permissions}
    told = {
        granted: [names.get(g.slug, g.slug) for g in grants if g.granted is granted]
        for granted in (True, False, None)
    }
    about, unknown = f"Key, {when}", ", ".join(told[None])
    if not told[True] and not told[False]:
        why = next((f" {g.reason}" for g in grants if g.reason), "")
        return warning("", about, f"Nothing shows that it works or what it may do.{why}", NO_PROOF)
    if not told[False] and not unknown:
        return good("", about, "It works, and may do all that is asked of it.")
    says = ["It works."]
    if told[False]:
        says.append(f"It may not: {', '.join(told[False])}.")
    if unknown:
        says.append(f"Could not be told: {unknown}.")
    return good("", about, f"{' '.join(says)} What is off without them stands on its page.")


def _way(
    house: House, connection: Connection, found: Health, public_url: str | None
) -> list[Finding]:
    """How events come, as Health says it; and whether webhooks can come at all."""
    status = found.status
    told = [Finding(area="", about="Events", state=STATES.get(status.tone, OK), says=status.says)]
    if told[0].state != OK:
        told = [Finding(area="", about="Events", state=told[0].state, says=status.says, to_do=LOOK)]
    label = house.processors.get(connection.processor).label
    if connection.unverified_at is not None and not connection.has_secret:
        says = f"{label} sends events that cannot be verified: the signing secret is unknown."
        to_do = f"`tillwatch connection set {connection.id} --webhook-secret-stdin`"
        told.append(wrong("", "Webhook", says, to_do))
    elif connection.has_secret and connection.first_event_at is None and not connection.has_key:
        why = why_not(public_url or "http://localhost", label)
        says = "Nothing has come by webhook yet, and without a key nothing comes otherwise."
        to_do = why or f"Send a test event from {label}'s page of the webhook."
        told.append(warning("", "Webhook", says, to_do))
    return told


async def _tried(house: House, connection: Connection) -> list[Finding]:
    """The key, now; and the clock, which every answer tells."""
    try:
        reader = await connections.reader(house, connection)
        if reader is None:
            return []
        grants = await reader.probe()
    except errors.TillwatchError as problem:
        to_do = "Look whether this machine reaches the internet, and at the key's page there."
        return [wrong("", "Key, tried now", problem.message, to_do)]
    off_s = reader.used().clock_off_s
    label = house.processors.get(connection.processor).label
    told = [_granted(house, connection, grants, "tried now")]
    return told if off_s is None else [*told, clock(label, off_s)]


async def public_address(house: House) -> list[Finding]:
    """Whether our own public address leads to a Tillwatch."""
    import httpx  # a large one, and nobody may ever ask

    url = house.settings.base_url
    if url is None:
        says = "None is set, so webhooks can only come from this machine."
        return [good(PUBLIC, "Address", f"{says} Checking by key does without.")]
    to_do = "Look at the name, the certificate and the proxy; from inside, some networks do not "
    to_do += "reach their own public address: then try from outside."
    try:
        async with httpx.AsyncClient(timeout=ANSWER_S) as http:
            answer = await http.get(f"{url}/healthz")
        is_ours = answer.status_code == 200 and answer.json().get("ok") is True
    except (httpx.HTTPError, ValueError, AttributeError) as problem:
        says = f"{url} does not answer ({type(problem).__name__})."
        return [warning(PUBLIC, "Address", says, to_do)]
    if not is_ours:
        says = f"{url} answers {answer.status_code}, and is no Tillwatch."
        return [warning(PUBLIC, "Address", says, to_do)]
    return [good(PUBLIC, "Address", f"{url} leads to a Tillwatch.")]


async def _aside(house: House, known: Sequence[Connection]) -> list[Finding]:
    """As many as Health says of all accounts together."""
    query = select(func.count()).where(set_aside.c.connection_id.in_([one.id for one in known]))
    async with house.store.reading() as tx:
        count = await tx.scalar(query.select_from(set_aside)) or 0
    if not count:
        return []
    things = "1 thing" if count == 1 else f"{count:,} things"
    says = f"{things} could not be read, of all accounts together."
    return [warning("Accounts", "Set aside", says, "Health lists them: see why, and try again.")]


async def _refused(house: House) -> list[Finding]:
    """Deliveries that were refused since the processes started."""
    count = 0
    for one in await nodes.everything(house):
        refused = one.figures.get("refused") or {}
        count += int(refused.get("400", 0))
    if not count:
        return []
    says = f"{count:,} deliveries were refused: not signed with the secret of their connection."
    to_do = "Compare the signing secret with the one on the webhook's page, and the clock."
    return [warning("Accounts", "Signatures", says, to_do)]
