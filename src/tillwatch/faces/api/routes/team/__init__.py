"""People, invitations, sessions and what the roles may."""

from tillwatch.faces.api.routes.team import invitations, people, roles, sessions, terms

ROUTERS = (
    roles.router,
    terms.router,
    invitations.router,
    invitations.doors,
    people.router,
    sessions.router,
)
