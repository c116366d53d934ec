"""One dispute and all that is known of it, in shapes. `gathering` fills them."""
