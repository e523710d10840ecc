"""Refusals in Slack's own words, which senders look for."""

STATUS = {
    "invalid_payload": 400,
    "no_text": 400,
    "invalid_blocks": 400,
    "too_many_attachments": 400,
    "action_prohibited": 403,
    "no_service": 404,
    "channel_not_found": 404,
    "channel_is_archived": 410,
    "payload_too_large": 413,
    "rate_limited": 429,
    "rollup_error": 500,
}


class SlackError(Exception):
    """`word` is the whole body of the answer. `retry_after` is in seconds."""

    def __init__(self, word: str, retry_after: float | None = None) -> None:
        super().__init__(word)
        self.word = word
        self.status = STATUS[word]
        self.retry_after = retry_after
