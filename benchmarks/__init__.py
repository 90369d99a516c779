"""Figures, each a median with its spread, from one run: `make bench` prints one JSON line last."""
