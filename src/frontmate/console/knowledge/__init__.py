"""What may be answered from, what is held back, and what found no answer."""
