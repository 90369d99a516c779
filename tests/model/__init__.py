"""The model check: a small Front and a small product around the real `decide`, explored whole.

`python -m tests.model --depth N` explores every interleaving of N moves from outside with the
product's own steps; `test_model.py` does so in short, `test_bites.py` shows what it catches.
"""
