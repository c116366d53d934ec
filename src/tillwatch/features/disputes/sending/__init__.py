"""Sending: evidence to the bank, on a person's click, once, whatever crashes in between.

The cast. A person asks for a sending (`asking`): what is to be sent is frozen in a row, with the
bytes of its files, under a key that only one living sending of this dispute and round can have.
`carrying` runs in the worker, woken by a bell and by the clock, and takes no input: it looks at the
rows and does what is missing, so the path after a crash is the path of every day. `guards` says
what stands in the way, in the order in which it is looked at. `kept` is the rows.

An answer goes: *preparing* (saved at the processor without being sent, read afresh, guards) ->
*ready*, where it waits for the person who sees exactly what the bank will see -> confirmed,
*sending* (read afresh, guards, files, saved with the files, compared), *submitting* -> *sent*.
Whatever says no ends in *refused*, with the reason; until it is submitted a person can take it back
(*undone*). Accepting, refunding and leaving it to the processor are shorter, and go the same way.

Why nothing is sent twice. Each call carries a key made of the sending's id and the step, and the
processor answers a second try with the first one's answer. Before the last call the row says that
it is about to be made; after a crash behind that the dispute is read first, and a dispute that has
been answered meanwhile is never answered again. The count of answers is part of the living key, so
a second sending of the same round cannot begin.

Not promised: that a dispute which somebody answers at the processor's own page in the same second
keeps our answer. Then ours is refused by the processor or by the last guard.
"""
