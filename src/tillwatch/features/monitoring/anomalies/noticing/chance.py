"""How likely so many are, if all is as usual: tails of two distributions.

Counts are negative binomial: a mean, and a dispersion (0 is Poisson) for what comes in clumps.
Failures among payments are beta-binomial: the usual share is itself not known exactly. Floats, as
statistics are; what is counted stays whole.
"""

from math import exp, lgamma, log

NEVER = 1e-9
"""What never happened before is this usual."""
SMALL = 1e-18
"""Terms this much smaller than the sum add nothing."""


def at_least(count: int, mean: float, dispersion: float) -> float:
    """The chance of `count` or more. Not more than usual: 1."""
    if count <= mean or count <= 0:
        return 1.0
    mean = max(mean, NEVER)
    r = 1 / max(dispersion, 1e-6)
    odds = mean / (r + mean)
    term = exp(
        lgamma(count + r)
        - lgamma(r)
        - lgamma(count + 1)
        + r * log(r / (r + mean))
        + count * log(odds)
    )
    total = 0.0
    while term > total * SMALL and term > 0:
        total += term
        term *= (count + r) / (count + 1) * odds
        count += 1
    return min(1.0, total)


def at_most(count: int, mean: float, dispersion: float) -> float:
    """The chance of `count` or fewer. Not fewer than usual: 1."""
    if count >= mean:
        return 1.0
    r = 1 / max(dispersion, 1e-6)
    odds = mean / (r + mean)
    term = total = exp(r * log(r / (r + mean)))
    for done in range(count):
        term *= (done + r) / (done + 1) * odds
        total += term
    return min(1.0, total)


def share_at_least(count: int, of: int, share: float, known_from: float) -> float:
    """The chance that `count` or more `of` so many fail, where `share` of them usually do;
    `known_from`: from about how many that share is known. Not more than usual: 1."""
    if count <= share * of or count <= 0:
        return 1.0
    a, b = share * known_from, (1 - share) * known_from
    term = exp(
        lgamma(of + 1)
        - lgamma(count + 1)
        - lgamma(of - count + 1)
        + _log_beta(count + a, of - count + b)
        - _log_beta(a, b)
    )
    total = 0.0
    while True:
        total += term
        if count >= of or term <= total * SMALL:
            return min(1.0, total)
        term *= (of - count) / (count + 1) * (count + a) / (of - count - 1 + b)
        count += 1


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
