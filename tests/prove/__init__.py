"""The prover: real processes are killed, stopped and stormed at; what customers saw is counted.

`make prove` runs it in full, `test_prove.py` a short version. What happened is counted at the
stand-in, which goes on living; never by the product's own word.
"""
