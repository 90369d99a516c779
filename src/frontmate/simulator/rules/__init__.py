"""Rules of Front's, small: when something happens, if it is so, then do that (facts 2, 8, 9.8)."""
