"""Anomalies: found in years with known troubles, and kept as alerts."""
