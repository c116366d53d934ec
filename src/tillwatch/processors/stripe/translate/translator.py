"""Stripe's `port.Translator`: nothing but the tables of this room, so any process can have one."""

from collections.abc import Mapping, Sequence

from tillwatch.processors.port import Kind
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe import catalogue, translate
from tillwatch.rows import Row


class StripeTranslator:
    kinds: Mapping[str, Kind] = catalogue.KINDS

    def translate(self, kind: str, payload: Payload, *, deleted: bool) -> Sequence[Row]:
        return translate.translate(kind, payload, deleted=deleted)

    def translator(self) -> "StripeTranslator":
        return StripeTranslator()
