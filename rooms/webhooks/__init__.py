"""Webhooks without a database: what Slack's senders say, and how an event is signed and sent to an address."""
