"""How the window looks: one file of tokens, the palettes and style made from it, fonts and icons."""
