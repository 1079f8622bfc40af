"""What the linter asks of a procedure beyond its form, one subject a module; nothing here knows a bench."""
