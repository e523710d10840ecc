"""The one router: two files may add methods to the same path."""

from ninja import Router

router = Router()
