"""What carries requests: how fast they may leave (`pace`), which way they go (`ways`): over
connections of our own (`http`) or by a proxy (`proxied`)."""
