"""Physical tables: values with standard uncertainty and source, inside a stated range and refused outside."""
