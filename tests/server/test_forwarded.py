import httpx
import pytest
import websockets

from chatapp.server.forwarded import client_address, client_scheme

FORGED = "6.6.6.6"


@pytest.mark.parametrize(
    ("values", "proxies", "expected"),
    [
        ([], 1, None),
        ([FORGED], 0, None),
        (["1.2.3.4"], 1, "1.2.3.4"),
        ([f"{FORGED}, 1.2.3.4"], 1, "1.2.3.4"),
        ([FORGED, "1.2.3.4"], 1, "1.2.3.4"),
        ([f"{FORGED}, 1.2.3.4, 10.0.0.1"], 2, "1.2.3.4"),
        ([f"{FORGED}, 1.2.3.4", "10.0.0.1"], 2, "1.2.3.4"),
        ([FORGED], 2, None),
        (["1.2.3.4:5678"], 1, "1.2.3.4"),
        (["2001:db8::1"], 1, "2001:db8::1"),
        (["[2001:db8::1]"], 1, "2001:db8::1"),
        (["[2001:DB8::1]:443"], 1, "2001:db8::1"),
        (['"[2001:db8::1]:443"'], 1, "2001:db8::1"),
        (["unknown"], 1, None),
        ([""], 1, None),
        ([","], 1, None),
        (["1.2.3"], 1, None),
        (["1.2.3.4\xff"], 1, None),
        (["[::1"], 1, "::1"),
    ],
)
def test_the_address_is_the_one_the_outermost_trusted_proxy_wrote(values, proxies, expected):
    headers = [(b"x-forwarded-for", value.encode("latin-1")) for value in values]
    assert client_address(headers, proxies) == expected


@pytest.mark.parametrize(
    ("values", "proxies", "expected"),
    [
        ([], 1, None),
        (["https"], 0, None),
        (["https"], 1, "https"),
        (["HTTPS"], 1, "https"),
        (["wss"], 1, "https"),
        (["http"], 1, "http"),
        (["https, http"], 1, "http"),
        (["https, http"], 2, "https"),
        (["https"], 2, "https"),
        (["javascript"], 1, None),
        ([""], 1, None),
    ],
)
def test_the_scheme_is_the_one_the_outermost_trusted_proxy_wrote(values, proxies, expected):
    headers = [(b"x-forwarded-proto", value.encode()) for value in values]
    assert client_scheme(headers, proxies) == expected


@pytest.mark.parametrize(("proxies", "client", "scheme"), [(0, "127.0.0.1", ""), (1, "1.2.3.4", "s")])
async def test_http_and_websockets_see_the_same_client(serve, proxies, client, scheme):
    server = serve(trusted_proxies=proxies)
    headers = {"X-Forwarded-For": f"{FORGED}, 1.2.3.4", "X-Forwarded-Proto": "https"}
    async with httpx.AsyncClient(headers=headers) as browser:
        seen = (await browser.get(f"{server.http}/scope")).json()
    assert (seen["client"][0], seen["scheme"]) == (client, f"http{scheme}")
    async with websockets.connect(f"{server.ws}/scope", additional_headers=headers) as socket:
        assert f'"{client}"' in (answer := await socket.recv())
        assert f'"ws{scheme}"' in answer


async def test_nobody_chooses_the_root_path_with_a_header(serve):
    for kind, expected in (("stock", "/forged"), ("ours", "")):
        async with httpx.AsyncClient(headers={"Daphne-Root-Path": "/forged"}) as browser:
            seen = (await browser.get(f"{serve(kind).http}/scope")).json()
        assert seen["root_path"] == expected
