"""Watching: what an operator and their machines want to know of the installation.

`installation` tells of it as a whole (how much waits and since when, how large the store is, the
processes), `accounts` of each connection in plain figures, `readiness` whether it can do its work
now, and if not, what is missing. Nothing here is about payments or people. The number of questions
to the store is fixed, however many connections there are.
"""

from tillwatch.intake.watching.accounts import Account, accounts
from tillwatch.intake.watching.installation import Installation, installation
from tillwatch.intake.watching.readiness import Check, readiness

__all__ = ["Account", "Check", "Installation", "accounts", "installation", "readiness"]
