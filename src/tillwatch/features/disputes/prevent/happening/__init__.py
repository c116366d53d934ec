"""What happened to a payment, and what of it was known at that moment. `reading` fills the shapes
of `shapes`; `fates` says what really became of each."""
