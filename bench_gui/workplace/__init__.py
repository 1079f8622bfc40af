"""What lies in the workplace folder: orders, benches, procedures and records; it shows nothing and imports no Qt."""
