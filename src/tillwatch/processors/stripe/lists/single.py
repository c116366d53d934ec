"""One object in an answer, and those inside it."""

from tillwatch.processors import port
from tillwatch.processors.reading import Reading
from tillwatch.processors.stripe import events, shapes
from tillwatch.processors.stripe.client import Answer
from tillwatch.processors.stripe.decoding import an_object


def readings(answer: Answer, kind: str) -> list[Reading]:
    """`NotOffered` when the answer is no such object."""
    payload = an_object(answer.body)
    resources = shapes.take_apart(payload, kind) if payload is not None else []
    if not resources:
        raise port.NotOffered(
            f"The server does not offer this: its answer is no {kind}.", answer=answer.status
        )
    return events.readings(resources, as_of=answer.as_of, shape=answer.version)
