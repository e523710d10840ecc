"""A server in a process of its own, as `manage.py serve` starts it, around the tests' application."""

import argparse
import json
import logging


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("ours", "stock", "uvicorn"))
    parser.add_argument("options", nargs="?", default="{}")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    build = {"ours": ours, "stock": stock, "uvicorn": uvicorn}[given.kind]
    build(json.loads(given.options)).run()


def announce(server) -> None:
    print(json.dumps(server.listening_addresses[0]), flush=True)


def ours(options):
    from chatapp.health import Health
    from chatapp.server.address import Tcp
    from chatapp.server.server import Server
    from tests.server.app import application

    server = Server(Health(application), endpoints=[Tcp("127.0.0.1", 0)], **options)
    server.ready_callable = lambda: announce(server)
    return server


def stock(options):
    """Daphne as it comes."""
    from daphne.server import Server

    from tests.server.app import application

    server = Server(application, endpoints=["tcp:port=0:interface=127.0.0.1"], **options)
    server.ready_callable = lambda: announce(server)
    return server


def uvicorn(options):
    from uvicorn import Config, Server

    from chatapp.health import Health
    from tests.server.app import application

    class Announcing(Server):
        async def startup(self, sockets=None):
            await super().startup(sockets)
            print(json.dumps(self.servers[0].sockets[0].getsockname()), flush=True)

    return Announcing(Config(Health(application), port=0, ws="websockets-sansio", lifespan="off", **options))


if __name__ == "__main__":
    main()
