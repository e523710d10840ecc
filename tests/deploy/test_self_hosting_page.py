"""docs/self-hosting.md taken at its word: its nginx settings serve a site over TLS, its services run the Procfile."""

import os
import re
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import websockets

from tests.chat.deployment import Deployment, deployed
from tests.deploy.redis_kinds import self_signed
from tests.deploy.test_doctor import examine
from tests.deploy.worker import WorkerProcess
from tests.services.nginx import Nginx
from tests.services.ports import free_port
from tests.services.process import MissingService
from tests.services.stack import ROOT, Stack

PAGE = (ROOT / "docs" / "self-hosting.md").read_text()
SECURE = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "Set-Cookie": "; Secure",
    "Content-Security-Policy": "default-src 'none'",
    "Permissions-Policy": "camera=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
AROUND = """
{user}daemon off; pid {folder}/pid; error_log stderr warn; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {sample}
}}
"""


def block(language: str, holding: str) -> str:
    """The page's one block in this language with this text in it."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (text,) = [each for each in found if holding in each]
    return text


class AsOnThePage(Nginx):
    """The page's settings with this machine's ports, certificate and name (which resolves nowhere else)."""

    def __init__(self, web: int, folder: Path) -> None:
        super().__init__()
        self.web = web
        self.plain = free_port()
        self.certificate, self.key = self_signed(folder, "localhost")

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def write(self) -> None:
        sample = block("nginx", "upstream chat")
        for told, here in {
            "127.0.0.1:8000": f"127.0.0.1:{self.web}",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "/etc/letsencrypt/live/chat.example.org/fullchain.pem": str(self.certificate),
            "/etc/letsencrypt/live/chat.example.org/privkey.pem": str(self.key),
            "chat.example.org": "localhost",
        }.items():
            assert told in sample
            sample = sample.replace(told, here)
        user = "user root; " if os.geteuid() == 0 else ""
        text = AROUND.format(user=user, folder=self.folder, sample=sample)
        (self.folder / "nginx.conf").write_text(text)


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[AsOnThePage]:
    try:
        made = AsOnThePage(free_port(), tmp_path)
    except MissingService as missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(missing))
    yield made
    made.close()


@pytest.fixture
def site(stack: Stack, nginx: AsOnThePage) -> Iterator[Deployment]:
    settings = {"PUBLIC_URL": nginx.url, "TRUSTED_PROXIES": "1"}
    with deployed(stack, 1, **settings) as made:
        made.site.update(settings)
        nginx.web = made.first.port
        nginx.start()
        yield made


async def test_the_nginx_settings_serve_pages_and_sockets_over_tls(
    site: Deployment, nginx: AsOnThePage
) -> None:
    trust = ssl.create_default_context(cafile=str(nginx.certificate))
    ann = site.person()
    async with httpx.AsyncClient(verify=trust, trust_env=False) as visitor:
        plain = await visitor.get(f"http://localhost:{nginx.plain}/rooms/")
        assert (plain.status_code, plain.headers["Location"]) == (301, "https://localhost/rooms/")
        page = await visitor.get(f"{nginx.url}/accounts/login/")
        assert page.status_code == 200
        for name, wanted in SECURE.items():
            assert wanted in page.headers[name], name
    address = f"wss://localhost:{nginx.port}/ws/"
    async with websockets.connect(
        address, ssl=trust, origin=nginx.url, additional_headers=ann.cookie, proxy=None
    ) as socket:
        assert '"type":"hello"' in str(await socket.recv())

    with WorkerProcess(site.site):
        untrusted = examine(site.site)[1]
        assert "SSL_CERT_FILE=" in untrusted["proxies"]["fix"]
        trusted = examine(site.site, SSL_CERT_FILE=str(nginx.certificate))[1]
    assert {name: line["said"] for name, line in trusted.items() if not line["ok"]} == {}


def test_the_services_run_what_the_procfile_runs() -> None:
    unit = block("ini", "[Service]")
    command = re.findall(r"^ExecStart=/srv/chat/site/.venv/bin/(.+)$", unit, re.MULTILINE)
    procfile = (ROOT / "Procfile").read_text()
    assert f"web: {command[0]}" in procfile
    assert "worker: python manage.py worker" in procfile
    drain = float(re.findall(r"\| `DRAIN_SECONDS` \| (\d+) \|", PAGE)[0])
    assert drain + 1 < float(re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)[0])


def test_the_shell_commands_are_shell_and_name_commands_that_there_are() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 5
    for text in blocks:
        done = subprocess.run(["sh", "-n"], input=text, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    commands = {name for text in blocks for name in re.findall(r"manage\.py (\w+)", text)}
    assert {"collectstatic", "release", "first_run_link", "doctor"} == commands


def test_the_settings_file_is_a_sound_environment(tmp_path: Path) -> None:
    """As the page writes it, with the page's own commands for the secrets."""
    from tests.deploy.environments import read

    text = block("sh", "cat > /etc/chat.env").replace("/etc/chat.env", str(tmp_path / "chat.env"))
    script = "password=$(openssl rand -hex 24)\n" + text.partition("set -a;")[0]
    subprocess.run(["sh", "-euc", script], check=True, capture_output=True)
    path = tmp_path / "chat.env"
    assert path.stat().st_mode & 0o077 == 0
    values = dict(line.split("=", 1) for line in path.read_text().splitlines())
    found = read(values, base={})
    assert (found["PRODUCTION"], found["SECURE"], found["SIGNUP"]) == (True, True, "invitation")
    assert len(found["SECRET_KEY"]) >= 64
