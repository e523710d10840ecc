"""The OpenAPI document and its page: complete, and the same as docs/api.md."""

import re
from pathlib import Path

import jsonschema_rs
import pytest

from rooms.api.codes import CODES
from rooms.api.describing import ALWAYS
from rooms.api.openapi import document
from tests.api.world import Program

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = Path(__file__).parents[2] / "docs" / "api.md"


def operations():
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


async def test_it_is_served_to_anybody_as_openapi_3_1():
    answer = await Program(None).get("openapi.json")
    assert answer.status_code == 200
    assert answer.json() == document()
    assert document()["openapi"] == "3.1.0"


def test_every_operation_says_who_may_what_it_takes_and_how_it_refuses():
    for name, operation in operations():
        assert operation["description"], name
        assert operation["security"][0].keys() == {"token"}, name
        answers = operation["responses"]
        assert {"400", "401", "403", "429", "503"} <= set(answers), name
        assert any(status.startswith("2") for status in answers), name
        for status, answer in answers.items():
            assert "X-RateLimit-Remaining" in answer["headers"], (name, status)
            if status >= "4":
                assert answer["content"]["application/json"]["examples"], (name, status)
        for parameter in operation["parameters"]:
            assert parameter["description"], (name, parameter["name"])


def test_every_code_is_said_somewhere_and_every_schema_is_one():
    said = {
        code
        for _, operation in operations()
        for answer in operation["responses"].values()
        for content in answer.get("content", {}).values()
        for code in content.get("examples", {})
    }
    assert set(ALWAYS) <= said
    everywhere = {"not_found", "method_not_allowed", "bad_request", "server_error"}
    assert set(CODES) - said == everywhere
    for name, schema in document()["components"]["schemas"].items():
        jsonschema_rs.validator_for({**schema, "components": document()["components"]})
        assert schema.get("title", name)


def test_the_guide_lists_the_same_operations_and_codes():
    text = GUIDE.read_text()
    listed = set(re.findall(r"^\| `(\w+)` \| \d{3} \|", text, re.MULTILINE))
    assert listed == set(CODES)
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d{3}) \|", text, re.MULTILINE))
    assert {code: int(status) for code, status in rows.items()} == {
        code: one.status for code, one in CODES.items()
    }
    guided = set(re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", text, re.MULTILINE))
    assert guided == {name.replace("/api/v1", "") for name, _ in operations()}


async def test_the_page_shows_every_operation_without_a_script_of_its_own():
    answer = await Program(None).get("docs")
    assert answer.status_code == 200
    text = answer.content.decode()
    for name, operation in operations():
        assert name in text
        assert operation["operationId"] in text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)
    assert not re.search(r'(?:src|href)="https?://', text)
