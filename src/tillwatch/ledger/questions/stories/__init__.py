"""Stories: everything that is known about one object, for one page.

Each story is a struct (`pieces` holds the parts they share) and one question that fills it from a
handful of reads, all of them by index: `payment`, `customer`, `subscription`, `dispute`, `payout`.
Words come from the processor (`processors.words`), because codes are its own; sums and orders are
made here. Lists inside a story are bounded and say how many there are in all.
"""
