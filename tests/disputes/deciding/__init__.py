"""Deciding: fees, the chance of winning, expected money, verdicts, learning."""
