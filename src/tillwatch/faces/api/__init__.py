"""The HTTP API (DESIGN: /api/v1): FastAPI with a typed description, problem+json for every error.

A request passes `shell` (limits, headers, the last catch), then `guard` (whose it is, what they
may do), then one of `routes`; `parameters` reads what is asked, `shapes` turns rows into JSON,
`problems` answers what went wrong. `app` puts these together; answers are written by msgspec, the
pydantic models only describe them.
"""

from tillwatch.faces.api.app import api, description

__all__ = ["api", "description"]
