"""From what is written, in layers, to an estate with every question answered."""
