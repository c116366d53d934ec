"""What the tests of this folder stand on: the real things, started, driven and sent to."""
