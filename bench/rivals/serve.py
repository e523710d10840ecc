"""Our server around another application: `python -m bench.rivals.serve MODULE PORT`."""

import sys
from importlib import import_module

from chatapp.server.address import Tcp
from chatapp.server.server import Server


def main() -> None:
    application = import_module(sys.argv[1]).application
    Server(application, endpoints=[Tcp("127.0.0.1", int(sys.argv[2]))]).run()


if __name__ == "__main__":
    main()
