"""The block list: cards, e-mail addresses, IP addresses and customers not to sell to again. It is a
list of our own: nothing is written to the processor; it is taken there as a file."""
