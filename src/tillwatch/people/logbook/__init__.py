"""The log of deeds, looked at: `people.audit` writes it, here it is proven, sealed and read.

chain    each entry's digest follows from the one before: the first that does not is named
checked  the last verdict
seal     how far the log reached a moment ago, signed with a key that is not in the store, so
         that a cut-off end and a chain made anew are found as well
sealing  the seal renewed, each minute
old      what is older than the log is kept for goes, and the seal says where it begins now
asked    lists of it
deeds    every kind of deed there is, in words
wrong    tries to sign in that were wrong, so few that nobody can fill the disk with them
"""
