"""The ways in for people and programs. No rules and no SQL here.

`front` sends each request to one of three applications: `hook` (webhooks, pure ASGI, nothing
before it), `api` (FastAPI under /api/v1) and `web` (the built app).
"""
