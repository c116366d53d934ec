"""A programme as JSON."""

from fractions import Fraction
from typing import Any

from tillwatch.faces.api import shapes
from tillwatch.features.monitoring.answering import Made
from tillwatch.features.monitoring.programmes import months
from tillwatch.features.monitoring.programmes.asking import LeftOut, Programmes
from tillwatch.features.monitoring.programmes.cases import Case
from tillwatch.features.monitoring.programmes.counting import Sum
from tillwatch.features.monitoring.programmes.forecasting import Range
from tillwatch.features.monitoring.programmes.judging import Figures
from tillwatch.features.monitoring.programmes.outlook import Outlook
from tillwatch.features.monitoring.programmes.report import Past, Report, Slice, Step
from tillwatch.features.monitoring.programmes.rules import (
    BOOK,
    CURRENCY,
    Number,
    Programme,
    Rule,
    region,
)
from tillwatch.features.monitoring.rates.book import Used
from tillwatch.kernel import times
from tillwatch.ledger.questions.scope import Record


def programmes(found: Programmes, *, now: float, livemode: bool) -> Record:
    period = months.period(found.month)
    return {
        "as_of": shapes.moment(int(now)),
        "livemode": livemode,
        "month": months.named(found.month),
        "running": found.running,
        "period": {"start": shapes.moment(period.start), "end": shapes.moment(period.end)},
        "programmes": [_report(one) for one in found.reports],
        "left_out": [_left_out(one) for one in found.left_out],
        "rates": [_rate(one, found.source) for one in found.rates],
        "explain": [_made(one) for one in found.made],
    }


def book(slug: str, one: Programme) -> Record:
    """All rules of a programme."""
    levels = [
        {
            "slug": level.slug,
            "name": level.name,
            "note": level.note,
            "rules": [_rule(rule) for rule in level.rules],
        }
        for level in one.levels
    ]
    return {**_named(slug, one), "basis": one.basis, **_words(one), "levels": levels}


def case(one: Case) -> Record:
    return {
        "kind": one.kind,
        "id": one.id,
        "connection_id": one.connection_id,
        "created": shapes.moment(one.created),
        "payment": one.payment,
        "reason": one.reason,
        "amount": shapes.money(one.amount, one.currency),
        "descriptor": one.descriptor,
    }


def _report(one: Report) -> Record:
    asked, programme = one.asked, one.asked.programme
    return {
        **_named(asked.slug, programme),
        "question": programme.question,
        "one": programme.one,
        "region": region(asked.country),
        "country_known": asked.country is not None,
        "connections": asked.accounts,
        "state": one.state,
        "level": one.level,
        "measured": bool(programme.cases),
        "by_value": programme.by_value,
        **_figures(one.figures, programme),
        "sales_month": months.named(asked.month - programme.months_back),
        "measures": [_measure(slug, found) for slug, found in one.measures.items()],
        "unconverted": one.unconverted,
        "levels": [_step(step) for step in one.steps],
        "outlook": _outlook(one.outlook, one) if one.outlook is not None else None,
        "history": [_past(past, programme) for past in one.history],
        "by_account": [_slice(part, programme) for part in one.by_account],
        "by_descriptor": [_slice(part, programme) for part in one.by_descriptor],
        **_words(programme),
        "context": programme.context,
    }


def _named(slug: str, one: Programme) -> Record:
    return {"slug": slug, "name": one.name, "code": one.code, "network": one.network}


def _words(one: Programme) -> Record:
    return {"counts": one.counts, "counts_not": one.counts_not, "hidden": one.hidden}


def _figures(figures: Figures, programme: Programme) -> Record:
    currency = CURRENCY if programme.by_value else None
    return {
        "ratio": _ratio(figures.numerator, figures.denominator, currency),
        "cases": figures.cases,
        "sales": figures.sales,
    }


def _ratio(numerator: int, denominator: int, currency: str | None = None) -> Record:
    ratio = {"currency": currency, "numerator": numerator, "denominator": denominator}
    return {**ratio, "low": None, "high": None}


def _limit(limit: Fraction) -> Record:
    return _ratio(limit.numerator, limit.denominator)


def _step(one: Step) -> Record:
    verdict, cost = one.verdict, one.cost
    conditions = [{"kind": c.kind, "met": c.met, "near": c.near} for c in verdict.conditions]
    return {
        "slug": one.level.slug,
        "name": one.level.name,
        "note": one.level.note,
        "state": verdict.state,
        "rule": _rule(one.rule),
        "conditions": conditions,
        "more": verdict.more,
        "more_expected": one.more_expected,
        "more_value": _money(verdict.more_value),
        "fewer": verdict.fewer,
        "besides": verdict.besides,
        "cost": {
            "month": cost.month,
            "low": _money(cost.low),
            "high": _money(cost.high),
            "free": cost.free,
        },
    }


def _rule(rule: Rule) -> Record:
    each, most = rule.per_case, rule.secure_most
    return {
        "since": rule.since.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
        "regions": rule.regions,
        "countries": rule.countries,
        "not_countries": rule.not_countries,
        "ratio": _limit(rule.ratio.limit),
        "ratio_strict": rule.ratio.above is not None,
        **_number("count", rule.count),
        "value": _money(_border(rule.value)),
        "value_strict": rule.value is not None and rule.value.above is not None,
        "sales": _border(rule.sales),
        "secure_most": _limit(Fraction(most)) if most is not None else None,
        "fines": [{"month": month, "amount": _money(amount)} for month, amount in rule.fines],
        "case_low": _money(each.low) if each else None,
        "case_high": _money(each.high) if each else None,
        "enforced": rule.enforced.isoformat() if rule.enforced else None,
        "grace_months": rule.grace_months,
        "source": rule.source,
        "read": rule.read.isoformat(),
        "certainty": rule.certainty,
        "also": rule.also,
    }


def _number(name: str, limit: Number | None) -> Record:
    return {name: _border(limit), f"{name}_strict": limit is not None and limit.above is not None}


def _border(limit: Number | None) -> int | None:
    if limit is None:
        return None
    return limit.at_least if limit.at_least is not None else limit.above


def _money(amount: int | None) -> Record | None:
    return shapes.money(amount, CURRENCY)


def _outlook(one: Outlook, of: Report) -> Record:
    programme, total = of.asked.programme, one.sales.expected
    reached = [s.level.slug for s in of.steps if one.reaches(s.rule, programme)]
    might = [s.level.slug for s in of.steps if one.might_reach(s.rule, programme)]
    ratio = {
        "low": _ratio(one.ratio.low, total),
        "expected": _ratio(one.cases.expected, total),
        "high": _ratio(one.ratio.high, total),
    }
    return {
        "cases": _range(one.cases),
        "sales": _range(one.sales),
        "ratio": None if programme.by_value else ratio,
        "reaches": reached[-1] if reached else None,
        "might_reach": might[-1] if might else None,
        "days": one.days,
        "days_left": one.days_left,
    }


def _range(one: Range) -> Record:
    return {"low": one.low, "expected": one.expected, "high": one.high}


def _past(one: Past, programme: Programme) -> Record:
    limits = [
        {"level": slug, "ratio": _limit(rule.ratio.limit), "count": _border(rule.count)}
        for slug, rule in one.limits.items()
    ]
    return {
        "month": months.named(one.month),
        **_figures(one.figures, programme),
        "level": one.level,
        "limits": limits,
    }


def _slice(one: Slice, programme: Programme) -> Record:
    return {
        "connection_id": one.connection_id,
        "descriptor": one.descriptor,
        **_figures(one.figures, programme),
        "level": one.level,
        "state": one.state,
    }


def _measure(slug: str, found: Sum) -> Record:
    amounts = [shapes.money(amount, code) for code, amount in sorted(found.value.items())]
    return {
        "slug": slug,
        "name": BOOK.measures[slug].name,
        "count": found.count,
        "amounts": amounts,
    }


def _left_out(one: LeftOut) -> Record:
    return {"slug": one.slug, "name": one.programme.name, "connections": one.accounts}


def _rate(one: Used, source: str) -> Record:
    return {
        "currency": one.currency,
        "target": one.target,
        "rate": format(one.rate, "f"),
        "day": times.rfc3339(one.day * times.DAY)[:10],
        "source": source,
        "through": one.through or None,
    }


def _made(one: Made) -> dict[str, Any]:
    return {
        "fact": one.fact,
        "source": one.source,
        "behind_s": round(one.behind_s, 3),
        "took_ms": round(one.took_ms, 2),
        "sql": one.statement.text,
        "values": one.statement.values,
    }
