"""Disputes in the worker: `judging` what is known of them, `sending` what people want sent."""
