"""Monitoring: every number a payments team asks for, explained, explorable, watched.

`catalogue` says what each number means: numerator, denominator, what is left out. `asked` is what
one may ask (metrics, dimensions, filters, a period), checked. `answering` makes one question to the
lake of it for each fact, puts the answers together, and says how they were made. Screens, the API,
commands, alerts and reports all ask this way.
"""
