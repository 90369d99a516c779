"""Connecting a Front workspace step by step, and everything about a connection that is there."""
