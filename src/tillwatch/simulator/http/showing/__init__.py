"""How objects look: in which API version, with which ids expanded."""
