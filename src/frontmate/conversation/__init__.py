"""What we believe and decide about a conversation: pure judgement, standard library only."""
