"""Measures of disputes."""
