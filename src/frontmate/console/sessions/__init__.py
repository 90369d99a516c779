"""What happened in each conversation, why, and what needs a person."""
