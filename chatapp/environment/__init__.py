"""What the environment says, read once and checked: every wrong or missing setting is one sentence, all at once.

reader    one setting at a time: its type, its range, what was wrong with it
site      who and where we are: production or a laptop, the secret key, hosts, the public address
databases, redis, mail, reporting   the services, each from its URL
together  what only shows when settings are seen side by side
"""

from chatapp.environment.reader import BASE_DIR, Environment, Misconfigured, env

__all__ = ["BASE_DIR", "Environment", "Misconfigured", "env"]
