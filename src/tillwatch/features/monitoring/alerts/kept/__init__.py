"""Rules and alerts in the store, and what people did with them."""
