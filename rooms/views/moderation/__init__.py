"""Pages of moderators and administrators. They parse, call one action, and say what was done."""
