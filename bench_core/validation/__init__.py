"""Published examples that ship with the program, and what holds the metrology engine against them."""
