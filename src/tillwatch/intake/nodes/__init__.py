"""Nodes: the processes of an installation, each with its last sign of life and its figures.

`intake.process` is what a process knows of itself. `beat` writes that down every few seconds, in a
row of its own, so that one machine's web process can tell of its worker, and any node of all others
(`found`). A process that ends in good order takes its row away; one that was killed leaves it, for
whoever wants to know why it is silent, until another takes its place or a day has passed.
"""

from tillwatch.intake.nodes.beat import beat
from tillwatch.intake.nodes.found import Node, everything, worker_ago_s

__all__ = ["Node", "beat", "everything", "worker_ago_s"]
