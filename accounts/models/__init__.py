from accounts.models.invitation import Invitation
from accounts.models.session import Session
from accounts.models.setup_link import SetupLink
from accounts.models.token import ApiToken
from accounts.models.user import User

__all__ = ["ApiToken", "Invitation", "Session", "SetupLink", "User"]
