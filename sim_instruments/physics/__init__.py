"""Hidden true values, noise and settling; never the wall clock."""
