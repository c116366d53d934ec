"""One dispute and all that is known of it: `known` has the shapes, `gather` fills them."""
