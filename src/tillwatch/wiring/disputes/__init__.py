"""Disputes in the worker: what is to be sent (`sending`)."""
