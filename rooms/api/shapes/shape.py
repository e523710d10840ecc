"""The root of every answer's description: nothing is answered that is not described."""

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

Moment = Annotated[
    str, Field(json_schema_extra={"format": "date-time", "examples": ["2026-11-23T06:25:24.654676Z"]})
]


class Shape(Schema):
    model_config = ConfigDict(extra="forbid")
