"""Every number of the catalogue once more, in plain Python over the rows themselves, written from
what the number is said to mean and sharing no code with what answers questions.

`rare` makes rows of what simulated months seldom bring, `books` puts rows together into things that
happened, `words` says what each is, `counting` and `made` are the numbers, `reckoning` counts.
"""
