"""Shapes of answers that are more than a row: structs described, and the overview."""
