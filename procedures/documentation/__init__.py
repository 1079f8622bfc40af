"""A procedure as a page for people, beside which the regulation is read."""
