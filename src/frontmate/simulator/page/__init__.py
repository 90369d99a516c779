"""The inbox page on which the demo is played."""
