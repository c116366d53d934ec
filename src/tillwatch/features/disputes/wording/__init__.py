"""Arguments: what is said to the issuer, each statement bound to the facts it rests on.

`template` reads the small syntax that merchants can edit, `shelf` holds ours (one for each code of
Visa and Mastercard that can be answered, and one a reason), `facts` says what can be told of a
case, `arguing` puts both together. A statement is made only when all its facts are there; one that
lacks a fact is left out and named with what is missing, so that no empty claim is ever sent.

The syntax: docs/dispute-evidence.md.
"""

from tillwatch.features.disputes.wording.arguing import Argument, LeftOut, Source, Statement, argue
from tillwatch.features.disputes.wording.facts import CATALOGUE, tellable
from tillwatch.features.disputes.wording.shelf import SHELF, key_of, template_for
from tillwatch.features.disputes.wording.template import Template, parse

__all__ = [
    "CATALOGUE",
    "SHELF",
    "Argument",
    "LeftOut",
    "Source",
    "Statement",
    "Template",
    "argue",
    "key_of",
    "parse",
    "tellable",
    "template_for",
]
