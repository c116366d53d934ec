"""Whose request it is, and whether it may do that.

A program shows `Authorization: Bearer tw_…`, a browser its session cookie (`cookies`). `who` knows
the person behind it, `throttle` does not listen to addresses that guess, `pace` not to callers that
hurry. Each route says what it takes (`permits`): a permission, for some things that its person has
shown a moment ago who they are, or that it is open to everybody. What a person may not see is
hidden from there on (`kernel.eyes`), what they do is theirs in the log (`people.actors`).
"""

from tillwatch.faces.api.guard.cookies import address as address
from tillwatch.faces.api.guard.cookies import agent as agent
from tillwatch.faces.api.guard.cookies import cookie_name as cookie_name
from tillwatch.faces.api.guard.cookies import half_name as half_name
from tillwatch.faces.api.guard.cookies import let_half_in as let_half_in
from tillwatch.faces.api.guard.cookies import let_in as let_in
from tillwatch.faces.api.guard.cookies import only_our_page as only_our_page
from tillwatch.faces.api.guard.pace import Pace as Pace
from tillwatch.faces.api.guard.permits import Credentials as Credentials
from tillwatch.faces.api.guard.permits import Everybody as Everybody
from tillwatch.faces.api.guard.permits import Permit as Permit
from tillwatch.faces.api.guard.permits import confirmed as confirmed
from tillwatch.faces.api.guard.permits import freshly_signed_in as freshly_signed_in
from tillwatch.faces.api.guard.permits import half_signed_in as half_signed_in
from tillwatch.faces.api.guard.permits import may as may
from tillwatch.faces.api.guard.permits import permit_of as permit_of
from tillwatch.faces.api.guard.permits import permitted as permitted
from tillwatch.faces.api.guard.permits import signed_in as signed_in
from tillwatch.faces.api.guard.who import Guard as Guard
