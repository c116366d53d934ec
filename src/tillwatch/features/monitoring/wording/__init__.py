"""What a value is called: those of dimensions in words, codes with what they mean and what to
do."""

from tillwatch.features.monitoring.wording.told import Code, Wording

__all__ = ["Code", "Wording"]
