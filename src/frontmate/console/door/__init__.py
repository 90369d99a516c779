"""Who comes in: logging in, passwords, and the first person."""
