"""The seam to payment processors.

`port` holds the small protocols every processor fills and the values that cross the seam;
`registry` the list of processors an installation offers. `stripe` is the first of them. Nothing
above this room knows how a processor spells things.
"""
