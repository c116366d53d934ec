"""Prevention: what warnings cost, what rules do, what patterns say."""
