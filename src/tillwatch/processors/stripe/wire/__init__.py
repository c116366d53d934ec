"""What carries requests: how fast they may leave (`pace`), who carries them (`http`), and what
comes back (`answers`)."""
