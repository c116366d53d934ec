"""The walk to a connection: what can be connected, what it takes (`offers`), the key tried before
it is kept, how events reach this installation (`reach`), and the picture it is known by
(`logos`)."""
