"""`make contract`: our client and the stand-in against Front's official description.

`deviations.py` is the only place that lets anything through which the description forbids.
"""
