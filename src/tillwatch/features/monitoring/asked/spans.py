"""Which period a question's is compared with."""

from datetime import date

from tillwatch.features.monitoring.asked.question import FIRST, Question
from tillwatch.kernel import errors
from tillwatch.kernel.times import Period, midnight, today
from tillwatch.ledger.questions.figures import spans


def compared(question: Question) -> Period | None:
    """`previous`: as many days directly before; `year`: the same days a year before; `own`: what
    the question says. None: nothing."""
    match question.compare:
        case "previous":
            return _known(spans.previous(question.period, question.zone))
        case "year":
            return _known(year_before(question))
        case "own":
            return question.other
        case _:
            return None


def _known(period: Period) -> Period:
    """`BadInput` for one before the first day."""
    if period.start < FIRST:
        sentence = "There is nothing to compare with before 1970: ask for a shorter period"
        raise errors.BadInput(sentence, compare=sentence)
    return period


def year_before(question: Question) -> Period:
    """The same days and times of the year before; 29 February begins with 1 March there."""
    first, last = question.period.start, question.period.end
    return Period(_year_before(first, question), _year_before(last, question))


def _year_before(moment: int, question: Question) -> int:
    day = today(moment, question.zone)
    into = moment - midnight(day, question.zone)
    leap = day.month == 2 and day.day == 29
    earlier = date(day.year - 1, 3, 1) if leap else day.replace(year=day.year - 1)
    return midnight(earlier, question.zone) + into
