"""The lake's process: `child` is its whole life, `keeper` begins it, again and again, in the worker
that works for the installation as a whole."""
