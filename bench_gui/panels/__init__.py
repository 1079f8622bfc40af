"""Parts of screens: each shows one view."""
