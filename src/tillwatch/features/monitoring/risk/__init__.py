"""How risky an order is: a score from 0 to 1, and in words what speaks for and against it.

A score says how many times as risky an order is as a usual one of the same business (`score`): each
signal that is known multiplies that, what is not known does nothing and is never counted as passed.
`order` is what is known at the moment of an order: `past` reads it for one, `stream` for all of
them in their order; `signals` turns it into findings; `learn` fits the factors to what became of
the business's own payments, and measures them on later ones it has not seen.
"""
