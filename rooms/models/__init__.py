"""The log: rooms, who is in them, and every message, numbered."""

from rooms.models.audit import AuditEntry
from rooms.models.epoch import Epoch
from rooms.models.ignore import Ignore
from rooms.models.invitation import RoomInvitation
from rooms.models.membership import Membership
from rooms.models.mention import Mention
from rooms.models.message import Message
from rooms.models.raid import Raid
from rooms.models.reaction import Reaction
from rooms.models.removal import Removal, RemovedMessage
from rooms.models.report import Report
from rooms.models.room import Room
from rooms.models.sanction import Sanction
from rooms.models.tally import Tally
from rooms.models.token_room import TokenRoom
from rooms.models.webhook_in import IncomingWebhook
from rooms.models.webhook_out import OutgoingEvent, WebhookAttempt, WebhookEvent, WebhookSubscription
from rooms.models.word_rule import HeldMessage, WordRule
from rooms.models.worker import PeriodicJob, WorkerProcess

__all__ = [
    "AuditEntry",
    "Epoch",
    "HeldMessage",
    "Ignore",
    "IncomingWebhook",
    "Membership",
    "Mention",
    "Message",
    "OutgoingEvent",
    "PeriodicJob",
    "Raid",
    "Reaction",
    "Removal",
    "RemovedMessage",
    "Report",
    "Room",
    "RoomInvitation",
    "Sanction",
    "Tally",
    "TokenRoom",
    "WebhookAttempt",
    "WebhookEvent",
    "WebhookSubscription",
    "WordRule",
    "WorkerProcess",
]
