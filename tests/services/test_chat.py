import pytest

from tests.services.stack import child_environment


def test_servers_of_one_site_share_its_data_and_keep_their_address_when_restarted(server, manage) -> None:
    first, second = server(), server()
    assert first.url != second.url
    assert first.answers("/livez")

    first.kill()
    assert not first.answers("/livez")
    assert second.answers("/livez")

    address = first.url
    first.start()
    assert first.url == address
    assert first.answers("/livez")
    assert second.stop() == 0


@pytest.mark.embedded
def test_a_server_of_the_embedded_default_starts_too(server) -> None:
    assert server().answers("/livez")


@pytest.mark.embedded
def test_commands_run_on_the_site_that_servers_use(server, manage) -> None:
    assert "/setup/" in manage("first_run_link")
    with pytest.raises(RuntimeError, match="no_such_command"):
        manage("no_such_command")


def test_what_is_set_for_a_real_site_does_not_reach_a_test_server(monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://real/site")
    monkeypatch.setenv("SIGNUP", "closed")
    environment = child_environment({"DATA_DIR": "somewhere"}, SIGNUP="open")
    assert "DATABASE_URL" not in environment
    assert environment["SIGNUP"] == "open"
    assert environment["DATA_DIR"] == "somewhere"
