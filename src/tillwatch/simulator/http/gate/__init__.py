"""Who gets in: keys and their permissions, limits, repetitions, and mishaps on purpose."""
