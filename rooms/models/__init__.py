"""The log: rooms, who is in them, and every message, numbered."""

from rooms.models.epoch import Epoch
from rooms.models.invitation import RoomInvitation
from rooms.models.membership import Membership
from rooms.models.mention import Mention
from rooms.models.message import Message
from rooms.models.reaction import Reaction
from rooms.models.room import Room
from rooms.models.tally import Tally

__all__ = ["Epoch", "Membership", "Mention", "Message", "Reaction", "Room", "RoomInvitation", "Tally"]
