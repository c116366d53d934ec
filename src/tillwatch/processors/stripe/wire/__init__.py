"""What carries requests: how fast they may leave (`pace`), the connections they go by (`http`)."""
