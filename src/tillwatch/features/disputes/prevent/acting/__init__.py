"""Acting: what rules do, and the refund a person asks for. Once, whatever crashes in between.

`spotting` looks at what newly happened and writes a row for each action of each rule that holds,
under the key of rule and object. `carrying` takes no input: it looks at the rows and does what is
missing. `refunding` is the one that moves money: read the charge afresh, reserve the amount in the
rule's budget and mark the row *calling* in one transaction, then call, with the row's key. After a
crash behind that the same call is made with the same key, which the processor answers with the
first one's answer; after a day, when it may have forgotten the key, the charge is read first. The
amount is always named and is all that is left, so a second refund could not fit anyway.
`budget` is the law of the cap; `calling` asks a merchant's system to hold a parcel.

A row goes: waiting -> (calling ->) done, refused or skipped; the last two with a sentence.
"""
