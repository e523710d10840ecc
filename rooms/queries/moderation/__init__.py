"""What the pages of moderators and administrators read."""
