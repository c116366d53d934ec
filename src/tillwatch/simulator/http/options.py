"""The knobs: what the simulator does wrong on purpose, and how fast.

All shares are between 0 and 1 and drawn from one seeded generator, so that a run can be repeated.
They can be turned while it runs (`POST /_simulator/knobs`).
"""

from typing import Annotated, Any

import msgspec

from tillwatch.simulator.http.versions import NEWEST, PATTERN

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Amount = Annotated[float, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=1)]


class Options(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    seed: int = 0
    api_version: Annotated[str, msgspec.Meta(pattern=PATTERN)] = NEWEST
    """The accounts' default version: for requests without `Stripe-Version`, and for events."""

    limits: bool = True
    """Whether the rate and concurrency limits hold."""
    rate_live: Count = 100
    rate_test: Count = 25
    rate_endpoint: Count = 25
    """Requests a second; source: docs.stripe.com/rate-limits."""
    at_once: Count = 60
    at_once_endpoint: Count = 30
    """Requests under way at one moment. Stripe publishes no figure."""

    latency_ms: Amount = 0
    latency_jitter_ms: Amount = 0
    error_share: Share = 0
    """Requests under /v1 answered with a 5xx (half of the writes after they were done)."""
    drop_share: Share = 0
    """Requests under /v1 whose connection breaks in the middle of the answer."""
    lock_share: Share = 0
    """Writes under /v1 answered 429 `lock_timeout`, because something else holds the object."""

    webhooks: bool = True
    duplicate_share: Share = 0
    loss_share: Share = 0
    reorder_share: Share = 0
    delay_s_max: Amount = 0
    """The share `reorder_share` of deliveries waits up to so many wall seconds."""
    posts_at_once: Count = 32
    post_timeout_s: Amount = 10
    retry_first_s: Amount = 5
    retry_factor: Annotated[float, msgspec.Meta(ge=1)] = 3
    retries_test: int = 3
    retry_days_live: Amount = 3
    """Stripe tries for 3 days in live mode and three times in a sandbox, exponentially; the
    intervals are not published."""

    report_delay_s: Amount = 5
    """How long a report run is `pending`, by the simulator's clock."""
    report_failure_share: Share = 0

    deeds_per_minute: Amount = 0
    """Random deeds of the main shop while nobody acts: the demo's live traffic."""

    def turn(self, changes: dict[str, Any]) -> None:
        """Change knobs; `msgspec.ValidationError` for an unknown one or a wrong value, and
        `ValueError` for the seed, from which all chances were drawn at the start."""
        if "seed" in changes:
            raise ValueError("The seed is chosen when the simulator starts.")
        merged = msgspec.convert({**msgspec.to_builtins(self), **changes}, Options, strict=False)
        for name in changes:
            setattr(self, name, getattr(merged, name))
