"""An e-mail column that is unique when set and NULL when not."""

from typing import Any

from django.db import models


class OptionalEmailField(models.EmailField):
    """Stored lower-case; "" becomes NULL, so that many people may have none."""

    def get_prep_value(self, value: Any) -> str | None:
        text = super().get_prep_value(value)
        return text.strip().lower() or None if text is not None else None
