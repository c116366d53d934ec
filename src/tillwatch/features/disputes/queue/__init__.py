"""The queue: cases by their deadline, for whoever looks after them.

`stages` says in words how far a case is and which of them a tab shows; `asked` is what a list is
narrowed by, as conditions; `listed` reads a page of it, with who looks after each case, what we
suggest and how far its answer is; `counted` sums up what waits; `changing` gives cases to somebody
or notes a decision for many at once, all or nothing.
"""
