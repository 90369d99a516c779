"""How everything is set up: connections, policy, people, and who changed what."""
