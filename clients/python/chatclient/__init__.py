"""Read a room's whole history, follow it live, write in it, and know that nothing was missed.

async with Client("https://chat.example.org", token) as chat:
    history = chat.history("general")
    async for message in history:
        ...
    async for change in chat.follow("general", after=history.version, epoch=history.epoch):
        ...
"""

from chatclient.blocking import blocking
from chatclient.client import Client
from chatclient.errors import ChatError, Incomplete, Reset
from chatclient.following import Follow
from chatclient.history import History
from chatclient.shapes import Change, Message

__all__ = ["Change", "ChatError", "Client", "Follow", "History", "Incomplete", "Message", "Reset", "blocking"]
