"""How well it goes: health (`telling`), how the installation runs (`running`), what is stored and
what leaves (`privacy`), and all of it for whoever helps, without secrets (`support`)."""
