"""What the API answers with, as its OpenAPI document describes it. Rows become these in rooms/wire/shapes.py."""
