import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

ENVIRONMENT = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.server.settings", "PYTHONPATH": "."}


@pytest.fixture
def manage():
    started = []

    def start(*arguments, **options):
        environment = ENVIRONMENT | options.pop("env", {})
        command = [sys.executable, "-m", "django", "serve", *arguments]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True, **options)
        started.append(process)
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def address(process):
    line = process.stdout.readline()
    assert line.startswith("Serving on ")
    return line.removeprefix("Serving on ").strip()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_it_says_where_it_serves_and_ends_on_sigterm_with_0(manage):
    port = free_port()
    process = manage("--port", str(port))
    assert address(process) == f"http://127.0.0.1:{port}"
    assert httpx.get(f"http://127.0.0.1:{port}/echo").status_code == 200
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out, err) == (0, "", "")


def test_port_comes_from_the_environment(manage):
    port = free_port()
    assert address(manage(env={"PORT": str(port)})) == f"http://127.0.0.1:{port}"


def test_control_c_ends_at_once(manage):
    process = manage("--port", "0")
    address(process)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=5)
    assert (process.returncode, err) == (0, "")
    assert time.monotonic() - started < 2


def test_a_port_in_use_is_one_sentence_and_exit_code_1(manage):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = manage("--port", str(port))
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (1, "")
    assert err == f"CommandError: Cannot listen on http://127.0.0.1:{port}: Address already in use.\n"


def test_a_unix_socket_left_behind_by_a_killed_process_is_replaced(manage, tmp_path):
    path = str(tmp_path / "chat.sock")
    for _ in range(2):
        process = manage("--uds", path)
        assert address(process) == f"unix:{path}"
        with httpx.Client(transport=httpx.HTTPTransport(uds=path)) as client:
            assert client.get("http://localhost/echo").status_code == 200
        process.kill()
        process.wait()


def test_an_inherited_socket_is_used(manage):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = manage("--fd", str(listener.fileno()), pass_fds=[listener.fileno()])
        address(process)
        assert httpx.get(f"http://127.0.0.1:{listener.getsockname()[1]}/echo").status_code == 200
