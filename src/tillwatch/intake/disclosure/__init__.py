"""What this installation holds and tells: to the people whose it is (`privacy`), and to whoever
helps them (`bundle`), who may learn how it runs and nothing of the business.

`stored` counts, `scrub` takes the business out of sentences, `installation` and `account` put the
parts of a bundle together.
"""
