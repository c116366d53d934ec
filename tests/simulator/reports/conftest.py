"""Simulators over HTTP, as the tests of that room start them."""

from tests.simulator.http.conftest import start, world

__all__ = ["start", "world"]
