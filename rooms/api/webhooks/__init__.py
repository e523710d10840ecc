"""Webhooks for programs: the same actions as the pages', each answering with its entry of the record."""
