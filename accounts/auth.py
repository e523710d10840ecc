"""Who is this? The one check for pages, the API and sockets.

Everything here is synchronous and makes one query, or one for each kind of proof however many
ask together: async code runs it in the database executor, in one hop.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http.cookie import parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.limits import WRONG_TOKEN, address_of, allow_here
from accounts.models import ApiToken, Session, User
from accounts.origin import own_origin
from accounts.secrets import TOKEN_PREFIX, digest


class Refused(Exception):
    """`code` is unauthenticated, suspended or forbidden; `detail` is a sentence for people.

    `retry_after` is in seconds, 0 when waiting changes nothing.
    """

    def __init__(self, code: str, detail: str, retry_after: int = 0) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Identity:
    """A person and what they proved it with: a session or a token, never both."""

    user: User
    session_key: str | None = None
    token: ApiToken | None = None

    @property
    def user_id(self) -> int:
        return int(self.user.pk)

    def may(self, scope: str) -> bool:
        """A signed-in browser may do all its person may; a token only what it was made for."""
        return self.token is None or self.token.allows(scope)


@dataclass(frozen=True, slots=True)
class Visit:
    """What one look-up told of a request: an identity, a refusal, or neither (anonymous).

    `session` is the session's data, None when there is no such session.
    """

    identity: Identity | None = None
    refused: Refused | None = None
    session: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows. A bearer token outranks a session; `address` is the client's."""

    session_key: str | None = None
    bearer: str | None = None
    address: str = ""

    @property
    def is_missing(self) -> bool:
        return self.bearer is None and self.session_key is None


def resolve(*, session_key: str | None = None, bearer: str | None = None, address: str = "") -> Visit:
    """`address` is the client's: wrong tokens are counted by it."""
    return resolve_all([Proof(session_key, bearer, address)])[0]


def resolve_all(proofs: Sequence[Proof]) -> list[Visit]:
    """What each of them proves, in order. At most two queries: nobody is told what was true before they asked."""
    tokens, sessions = _tokens_of(proofs), _sessions_of(proofs)
    return [_judge(proof, tokens, sessions) for proof in proofs]


def recheck(identities: Iterable[Identity]) -> dict[Identity, Refused]:
    """Those whose session, token or person is no longer welcome, and why: at most three queries for any number."""
    asked = set(identities)
    keys = [one.session_key for one in asked if one.token is None]
    tokens = [one.token.pk for one in asked if one.token is not None]
    sessions = {row.session_key: row for row in _sessions().filter(session_key__in=keys)} if keys else {}
    living = (
        {row.pk for row in _tokens().filter(pk__in=tokens) if row.is_live and row.user.may_enter}
        if tokens
        else set()
    )
    dead = {
        one
        for one in asked
        if (
            one.token.pk not in living
            if one.token is not None
            else not _still(sessions.get(one.session_key or ""), one)
        )
    }
    people = User.objects.filter(pk__in={one.user_id for one in dead}) if dead else ()
    why = {user.pk: _unwelcome(user) for user in people}
    return {one: why.get(one.user_id) or Refused("unauthenticated", "Sign in again.") for one in dead}


def _unwelcome(user: User) -> Refused | None:
    if not user.is_active:
        return Refused("unauthenticated", "This account is closed.")
    return None if user.may_enter else Refused("suspended", "This account is suspended.")


def check_sockets(scopes: Sequence[Any]) -> list[Identity | Refused]:
    """The check of handshakes that came together: two queries for any number, and an answer for each."""
    shown = [_proof_of(scope) for scope in scopes]
    visits = iter(resolve_all([proof for proof in shown if isinstance(proof, Proof)]))
    return [proof if isinstance(proof, Refused) else _identity(next(visits)) for proof in shown]


def _identity(visit: Visit) -> Identity | Refused:
    return visit.identity or visit.refused or Refused("unauthenticated", "Sign in to continue.")


def _proof_of(scope: Any) -> Proof | Refused:
    """A cookie counts only from our own pages; a token works without an Origin, since programs send none,
    but a browser on another site is refused even with one. Only a wrong origin, or a cookie without
    one, is `forbidden`: who shows nothing at all is told to sign in.
    """
    headers = _headers(scope)
    origins = headers.get("origin", [])
    bearer = bearer_of(headers.get("authorization", [""])[-1])
    expected = own_origin(headers.get("host", [""])[-1])
    cookies = parse_cookie("; ".join(headers.get("cookie", [])))
    session_key = cookies.get(settings.SESSION_COOKIE_NAME)
    if (origins and origins != [expected]) or (bearer is None and session_key and not origins):
        return Refused("forbidden", "This page may not connect here.")
    address = (scope.get("client") or ("",))[0]
    return Proof(session_key, bearer, address)


def bearer_of(authorization: str) -> str | None:
    """The token in an Authorization header (RFC 6750 §2.1), None for any other scheme."""
    scheme, _, token = authorization.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _headers(scope: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope.get("headers", []):
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


def _sessions() -> Any:
    return Session.objects.select_related("user").filter(expire_date__gt=timezone.now())


def _tokens() -> Any:
    return ApiToken.objects.select_related("user")


def _tokens_of(proofs: Sequence[Proof]) -> dict[str, ApiToken]:
    """Tokens by digest. Looked up wherever they come from: another's wrong guesses shut nobody out.

    Nothing is lost by it, since nobody guesses 256 bits; a wrong one costs a look at an index.
    """
    digests = {
        digest(proof.bearer)
        for proof in proofs
        if proof.bearer is not None and proof.bearer.startswith(TOKEN_PREFIX)
    }
    return {row.digest: row for row in _tokens().filter(digest__in=digests)} if digests else {}


def _sessions_of(proofs: Sequence[Proof]) -> dict[str, Any]:
    given = {proof.session_key for proof in proofs if proof.bearer is None and proof.session_key}
    keys = {key for key in given if key.isalnum()}
    return {row.session_key: row for row in _sessions().filter(session_key__in=keys)} if keys else {}


def _judge(proof: Proof, tokens: dict[str, ApiToken], sessions: dict[str, Any]) -> Visit:
    if proof.bearer is not None:
        return _by_token(proof.bearer, address_of(proof.address), tokens)
    return _by_session(proof.session_key, sessions)


def _by_session(session_key: str | None, sessions: dict[str, Any]) -> Visit:
    row = sessions.get(session_key or "")
    if row is None:
        return Visit()
    data: dict[str, Any] = row.get_decoded()
    if not _proves(row, data):
        # A session that names a person without proving them (their password changed) is worth nothing.
        return Visit() if SESSION_KEY in data else Visit(session=data)
    return _welcome(Identity(row.user, session_key=session_key), data)


def _by_token(text: str, address: str, tokens: dict[str, ApiToken]) -> Visit:
    row = tokens.get(digest(text)) if text.startswith(TOKEN_PREFIX) else None
    if row is None or not row.is_live:
        if not allow_here(WRONG_TOKEN, address):
            return Visit(
                refused=Refused("unauthenticated", "Too many wrong tokens from this address.", retry_after=60)
            )
        return Visit(refused=Refused("unauthenticated", "This token is unknown, expired or revoked."))
    return _welcome(Identity(row.user, token=row))


def _welcome(identity: Identity, session: dict[str, Any] | None = None) -> Visit:
    refused = _unwelcome(identity.user)
    return Visit(refused=refused) if refused else Visit(identity=identity, session=session)


def _proves(row: Session, data: dict[str, Any]) -> bool:
    """As django.contrib.auth.get_user: the backend is one of ours and the password is still the same."""
    user = row.user
    if user is None or str(user.pk) != data.get(SESSION_KEY):
        return False
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    proof = data.get(HASH_SESSION_KEY) or ""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(proof, one) for one in hashes)


def _still(row: Session | None, one: Identity) -> bool:
    return (
        row is not None
        and row.user_id == one.user_id
        and row.user is not None
        and row.user.may_enter
        and _proves(row, row.get_decoded())
    )
