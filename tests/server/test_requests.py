import json
import time

import httpx
import pytest

LIMIT = 2 * 1024 * 1024
POST = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: mine-1\r\n"


def read_all(client):
    answer = b""
    while data := client.recv(65536):
        answer += data
    return answer


def read_answer(client):
    """Status and JSON of an answer after which the server closes."""
    head, _, body = read_all(client).partition(b"\r\n\r\n")
    assert b"\r\nConnection: close" in head
    return int(head.split()[1]), json.loads(body)


def refused(limit):
    detail = f"The request body is larger than {limit} bytes."
    return 413, {"code": "payload_too_large", "detail": detail, "request_id": "mine-1"}


def test_a_body_announced_too_large_is_refused_before_it_arrives(serve):
    client = serve().raw()
    client.sendall(POST + b"Content-Length: %d\r\n\r\n" % (LIMIT + 1))
    assert read_answer(client) == refused(LIMIT)
    client.close()


def test_a_body_too_large_is_not_asked_for(serve):
    client = serve().raw()
    client.sendall(POST + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % (LIMIT + 1))
    assert read_answer(client) == refused(LIMIT)
    client.close()


def test_a_chunked_body_is_refused_when_it_passes_the_limit_and_the_answer_is_not_lost(serve):
    server = serve()
    before, client = server.rss, server.raw()
    client.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(LIMIT // 65536 + 20):
        client.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
    assert read_answer(client) == refused(LIMIT)
    assert server.rss - before < 4_000_000
    client.close()


def pour(client, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        client.sendall(b"x" * 65536)


def test_a_client_that_sends_on_after_the_refusal_is_cut_off(serve):
    server = serve()
    client = server.raw()
    client.sendall(POST + b"Content-Length: 9999999999\r\n\r\n")
    started = time.monotonic()
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        pour(client, seconds=15)
    assert time.monotonic() - started < 10
    client.close()


def test_stock_daphne_takes_it_all(serve):
    server = serve("stock")
    answer = httpx.post(f"{server.http}/echo", content=bytes(20 * LIMIT), timeout=30)
    assert answer.json()["size"] == 20 * LIMIT


def test_a_body_at_the_limit_is_taken_in_both_forms(serve):
    server = serve()
    whole = httpx.post(f"{server.http}/echo", content=bytes(LIMIT))
    chunked = httpx.post(f"{server.http}/echo", content=(bytes(65536) for _ in range(LIMIT // 65536)))
    assert (whole.json()["size"], chunked.json()["size"]) == (LIMIT, LIMIT)
    assert "transfer-encoding" in chunked.request.headers


def test_a_path_may_have_a_limit_of_its_own(serve):
    server = serve(max_body=1000, body_limits={"/echo/": 5000, "/echo/small/": 10})
    for path, size, status in [
        ("/echo", 1000, 200),
        ("/echo", 1001, 413),
        ("/echo/x", 5000, 200),
        ("/echo/x", 5001, 413),
        ("/echo/small/x", 11, 413),
    ]:
        assert httpx.post(server.http + path, content=bytes(size)).status_code == status


def test_forms_are_not_parsed_twice(serve):
    server = serve()
    form = "&".join(f"k{n}=v" for n in range(100_000))
    before = server.rss
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert httpx.post(f"{server.http}/echo", content=form, headers=headers).json()["size"] == len(form)
    assert server.rss - before < 8_000_000


def trickle(client, start, seconds):
    """One byte every tenth of a second until the server has had enough; how long that took."""
    client.sendall(start)
    started = time.monotonic()
    client.settimeout(0.1)
    while time.monotonic() - started < seconds:
        try:
            client.sendall(b"x")
            if not client.recv(1):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - started


def test_headers_that_trickle_in_are_cut_off(serve):
    server = serve(header_timeout=1)
    for start in (b"", b"GET / HTTP/1.1\r\nHost: "):
        client = server.raw()
        assert trickle(client, start, 10) < 6
        client.close()


def test_headers_that_are_late_are_told_so(serve):
    client = serve(header_timeout=1).raw()
    client.sendall(b"GET / HTTP/1.1\r\nX-Request-ID: mine-1\r\nHost: loc")
    status, content = read_answer(client)
    assert (status, content["code"]) == (408, "request_timeout")
    client.close()


def test_a_connection_that_waits_for_its_next_request_is_not_late(serve):
    server = serve(header_timeout=1)
    with httpx.Client() as client:
        for _ in range(2):
            assert client.get(f"{server.http}/echo").status_code == 200
            time.sleep(1.5)


def test_an_application_that_does_not_answer_is_given_up(serve):
    answer = httpx.get(f"{serve(http_timeout=0.1).http}/slow", timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_a_request_that_is_no_http_is_refused_and_the_server_goes_on(serve):
    server = serve()
    for nonsense in (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"GET\r\n\r\n", b"\x00" * 20_000 + b"\r\n"):
        client = server.raw()
        client.sendall(nonsense)
        assert b" 200 " not in read_all(client)
        client.close()
    assert httpx.get(f"{server.http}/echo").status_code == 200


WRONG = {
    "no HTTP": (b"hello\r\n\r\n", 400, "bad_request"),
    "no version": (b"GET /echo\r\nHost: localhost\r\n\r\n", 400, "bad_request"),
    "two lengths": (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "bad_request"),
    "a NUL in a header": (POST + b"X-A: a\0b\r\n\r\n", 400, "bad_request"),
    "a long address": (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", 414, "uri_too_long"),
    "a long header": (POST + b"X-A: " + b"a" * 20_000 + b"\r\n\r\n", 431, "headers_too_large"),
    "many headers": (POST + b"X: a\r\n" * 600 + b"\r\n", 431, "headers_too_large"),
    "headers too large together": (POST + b"X-A: aaaaaaaa\r\n" * 1500 + b"\r\n", 431, "headers_too_large"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_request_is_told_so_and_what_follows_it_is_not_read(serve, name):
    given, status, code = WRONG[name]
    client = serve().raw()
    client.sendall(given + b"GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n")
    answered, problem = read_answer(client)
    assert (answered, problem["code"]) == (status, code)
    assert problem["detail"]
    assert problem["request_id"]
    client.close()


def test_an_address_may_be_whole_as_to_a_proxy(serve):
    client = serve().raw()
    client.sendall(b"GET http://localhost/scope HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n")
    head, _, body = read_all(client).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b'"path": "/scope", "hosts": ["localhost"]' in body
    client.close()


def heads(client, count):
    """The status lines and the headers of so many answers without bodies, and whatever else came."""
    answer = b""
    while answer.count(b"\r\n\r\n") < count and (data := client.recv(65536)):
        answer += data
    return answer


@pytest.mark.parametrize("asked", [b"HEAD /stream", b"HEAD /echo", b"GET /unchanged", b"GET /nothing"])
def test_an_answer_without_a_body_leaves_nothing_before_the_next_one(serve, asked):
    client = serve().raw()
    client.sendall(asked + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    client.sendall(b"HEAD /scope HTTP/1.1\r\nHost: localhost\r\n\r\n")
    first, second, rest = heads(client, 2).split(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 ")
    assert second.startswith(b"HTTP/1.1 200 OK\r\n")
    assert rest == b""
    client.close()
