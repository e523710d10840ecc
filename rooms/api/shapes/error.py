from pydantic import Field

from rooms.api.shapes.shape import Shape


class Error(Shape):
    """Every refusal: a code for programs, a sentence for people, and the id of the request's log line."""

    code: str = Field(examples=["unknown_room"])
    detail: str = Field(examples=["There is no such room."])
    request_id: str = Field(examples=["9f2a4c1be7d94c0f8a6c1f0f3d2b7a55"])
