"""What opens the door to programs."""
