"""What an import will have to read, told before it begins: `estimate` asks, `sounding` counts."""
