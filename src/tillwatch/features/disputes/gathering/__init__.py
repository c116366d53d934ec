"""Gathers a `Case`: everything that is known of one dispute now, each fact with its source.

`gather` asks the ledger and what people told (`told`), `bought` what else the buyer bought, over
all accounts, `facts` puts what is told in order: what a person typed counts before what the
merchant's system told, that before a policy, that before what the processor filled in by itself.
What a charge says stands in `purchase`; `evidence` takes it where nobody told otherwise.
"""
