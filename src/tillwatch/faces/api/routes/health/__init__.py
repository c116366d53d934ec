"""How well it goes: health (`telling`), what is stored and what leaves (`privacy`), and all of it
for whoever helps, without secrets (`support`)."""
