"""What people call things: one line of text, without characters that are not seen."""

from typing import Final
from unicodedata import category

from tillwatch.kernel import errors

LONGEST: Final = 100
UNSEEN: Final = ("Cc", "Cs")
"""Controls and halves of characters. They have no place in a line, PostgreSQL keeps no zero, and a
terminal obeys them. What joins letters or turns their direction belongs to some scripts."""


def checked(given: str, longest: int = LONGEST) -> str:
    """The name with single spaces between its words; `BadInput`, at `name`, when it is none."""
    name = " ".join(given.split())
    if not 1 <= len(name) <= longest:
        sentence = f"A name has 1 to {longest} characters"
    elif any(category(character) in UNSEEN for character in name):
        sentence = "This name holds characters that cannot be seen: type it again"
    else:
        return name
    raise errors.BadInput(sentence, name=sentence)
