"""Exports, imports, backups and restores, between real databases."""
