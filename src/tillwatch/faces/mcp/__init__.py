"""Tillwatch for an assistant, by the Model Context Protocol: questions it may ask, and no more.

Each question is a *tool* (`tools`). A tool reads nothing by itself: it asks our own API with the
token of whoever asks (`ask`), so what a role may not do, which accounts a token is kept to, what is
hidden, and who guesses too often are the API's business, in one place. An answer is a sentence and
the figures in it, each sum with its currency and each share with its base, and the addresses of the
API that give the same rows (`told`).

`server` puts the tools into the protocol; it and what it imports need the extra `tillwatch[mcp]`,
and are loaded by who needs them. `web` is the door at `/mcp`; the command line opens another one on
its own streams (`cli.assisting`).

What was written by customers (names, descriptions) comes to the assistant as it is. The
instructions say that it is no instruction; nothing here can make an assistant heed them, which is
why tools that change something need a door of their own besides the permission (`writes`).
"""
