"""One line a request, with an id; never what is secret."""

import json
import logging

import pytest
import structlog
from django.test import AsyncClient

from chatapp.logs import logging_config
from tests.middleware.conftest import join, token_of

pytestmark = pytest.mark.django_db(transaction=True)


class Lines(logging.Handler):
    """What the console would show in production."""

    def __init__(self) -> None:
        super().__init__()
        config = logging_config(json=True)
        self.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=config["formatters"]["line"]["foreign_pre_chain"],
                processors=config["formatters"]["line"]["processors"],
            )
        )
        self.addFilter(config["filters"]["without_paths"]["()"]())
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(self.format(record))

    def requests(self) -> list[dict[str, object]]:
        return [line for line in map(json.loads, self.written) if line["event"] == "request"]


@pytest.fixture
def lines():
    handler, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


async def test_each_request_is_one_line_of_json(browser, lines):
    user = await join(browser)
    answer = await browser.get("/queries/?secret=1", headers={"x-request-id": "abc-1"})
    assert answer.status_code == 200
    (line,) = lines.requests()
    assert {name: line[name] for name in ("method", "route", "status", "user", "request_id", "level")} == {
        "method": "GET",
        "route": "/queries/",
        "status": 200,
        "user": user.pk,
        "request_id": "abc-1",
        "level": "info",
    }
    assert line["queries"] == 4, "one to know the person, three in the view's thread"
    assert line["ms"] > 0


async def test_an_anonymous_request_makes_no_query(browser, lines):
    await browser.get("/public/")
    assert [(line["queries"], line["user"]) for line in lines.requests()] == [(0, None)]


@pytest.mark.parametrize("given", ["abc", "A.b_c-9", "x" * 128])
async def test_a_harmless_request_id_is_taken_over(browser, given):
    assert (await browser.get("/public/", headers={"x-request-id": given})).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "a\tb", "a;b", "<script>", "ä", "a\x7f"])
async def test_any_other_request_id_is_replaced(browser, given):
    own = (await browser.get("/public/", headers={"x-request-id": given})).headers["X-Request-ID"]
    assert len(own) == 32
    assert own.isalnum()


async def test_requests_at_once_do_not_mix_their_ids_or_counts(browser, lines):
    import asyncio

    await join(browser)
    paths = ["/queries/", "/page/"] * 5
    await asyncio.gather(
        *(browser.get(path, headers={"x-request-id": f"r{n}"}) for n, path in enumerate(paths))
    )
    found = {line["request_id"]: (line["route"], line["queries"]) for line in lines.requests()}
    assert found == {f"r{n}": (path, 4 if path == "/queries/" else 1) for n, path in enumerate(paths)}


async def test_a_broken_view_is_logged_once_with_its_traceback_and_id(browser, lines):
    answer = await browser.get("/broken/boom/", headers={"x-request-id": "abc"})
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] == "abc"
    traces = [json.loads(line) for line in lines.written if "Traceback" in line]
    assert [(line["event"], line["request_id"], line["level"]) for line in traces] == [
        ("unhandled exception", "abc", "error")
    ]
    assert [(line["status"], line["level"]) for line in lines.requests()] == [(500, "error")]


async def test_an_error_is_told_as_json_to_programs_and_as_a_page_to_people(browser):
    program = await browser.get(
        "/broken/boom/", headers={"accept": "application/json", "x-request-id": "abc"}
    )
    assert program.status_code == 500
    assert program.json() == {
        "code": "server_error",
        "detail": "Something went wrong here. It has been logged.",
        "request_id": "abc",
    }
    person = await browser.get("/broken/boom/", headers={"accept": "text/html,*/*"})
    assert person.status_code == 500
    assert person.headers["Content-Type"].startswith("text/html")
    for answer in (program, person):
        assert b"secret in the message" not in answer.content


@pytest.mark.parametrize(("kind", "status"), [("boom", 500), ("denied", 403), ("suspicious", 400)])
async def test_no_log_line_names_a_path_that_holds_a_token(browser, lines, kind, status):
    assert (await browser.get(f"/broken/{kind}/s3cr3t-t0k3n/")).status_code == status
    assert (await browser.get("/setup/s3cr3t-t0k3n/")).status_code == 404
    assert (await browser.get("/nowhere/s3cr3t-t0k3n/")).status_code == 404
    assert [line["route"] for line in lines.requests()] == [
        "/broken/<str:kind>/<str:token>/",
        "/setup/<str:token>/",
        "-",
    ]
    assert "s3cr3t-t0k3n" not in "".join(lines.written)


async def test_cookies_tokens_and_bodies_are_never_logged(lines):
    browser = AsyncClient(raise_request_exception=False)
    user = await join(browser)
    key, token = browser.cookies["sessionid"].value, await token_of(user, "rooms:read")
    await browser.get("/page/")
    await browser.post("/accounts/login/", {"login": "ann", "password": "hunter2-hunter2"})
    await AsyncClient().get("/listing/", headers={"authorization": token})
    await browser.get("/broken/boom/", headers={"authorization": token})
    assert [line["route"] for line in lines.requests()] == [
        "/page/",
        "/accounts/login/",
        "/listing/",
        "/broken/<str:kind>/",
    ]
    written = "".join(lines.written)
    for secret in (key, token.split()[1], "hunter2-hunter2"):
        assert secret not in written
