"""Webhooks: registered endpoints, signatures, delivery."""
