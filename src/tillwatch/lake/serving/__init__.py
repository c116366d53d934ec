"""Serving: questions and answers between processes, over a socket.

`frames` seals what is said with a key that only this installation has, `server` answers in the
process that owns the lake, `client` asks from all others.
"""

from tillwatch.lake.serving.frames import PURPOSE as PURPOSE
