"""Drafting: what a language model may say, and what becomes of it."""
