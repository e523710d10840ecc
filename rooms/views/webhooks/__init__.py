"""Webhooks: where programs write, and the pages on which they are let in and told."""
