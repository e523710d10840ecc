"""Something to look at: rooms, people and conversations for a site that has none."""
