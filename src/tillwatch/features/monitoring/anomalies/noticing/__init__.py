"""The judgement, without a clock or a store: tries in order of time go in, incidents come out."""
