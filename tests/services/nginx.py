"""nginx as a reverse proxy in front of web processes: the machine's own (Debian: the package nginx-light)."""

import os
import shutil
import signal

from .ports import is_free
from .process import MissingService, Service, wait_for

CONFIG = """
{user}daemon off; pid {folder}/pid; error_log stderr warn; worker_processes 1;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_max_body_size 20m;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  upstream web {{ {upstreams} keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://web; proxy_http_version 1.1; proxy_read_timeout 60s; {headers} }}
  }}
}}
"""
HEADERS = {
    "Host": "$http_host",
    "Upgrade": "$http_upgrade",
    "Connection": "$connection_upgrade",
    "X-Forwarded-For": "$proxy_add_x_forwarded_for",
    "X-Forwarded-Proto": "$scheme",
}


def find_nginx() -> str:
    """The program's path; raises MissingService."""
    if found := shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        return found
    raise MissingService("no nginx: install the package nginx-light")


class Nginx(Service):
    """`serve` says which ports are behind it; `headers` may be changed before that."""

    name = "nginx"

    def __init__(self, *ports: int) -> None:
        self.program = find_nginx()
        super().__init__()
        self.ports = ports
        self.headers = dict(HEADERS)
        self.extra = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        self.write()
        return [self.program, "-p", str(self.folder), "-e", "stderr", "-c", str(self.folder / "nginx.conf")]

    def write(self) -> None:
        headers = [f'proxy_set_header {name} "{value}";' for name, value in self.headers.items()]
        text = CONFIG.format(
            user="user root; " if os.geteuid() == 0 else "",
            folder=self.folder,
            port=self.port,
            upstreams=" ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in self.ports),
            headers=" ".join([*headers, self.extra]),
        )
        (self.folder / "nginx.conf").write_text(text)

    def serve(self, *ports: int) -> None:
        """Have these behind it from now on."""
        self.ports = ports
        self.reload()

    def reload(self) -> None:
        """Old workers end by themselves; the new one answers within a moment."""
        self.write()
        before = {each.pid for each in self.family()}
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)
        wait_for(lambda: bool({each.pid for each in self.family()} - before), 5, "nginx to read its settings")

    def is_ready(self) -> bool:
        return not is_free(self.port)
