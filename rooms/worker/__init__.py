"""The worker: deliveries of outgoing webhooks and periodic jobs, in a process of its own or beside the server."""
