"""`manage.py serve`: daphne with what it lacks. The application also runs on uvicorn.

server      the listening server: options, start, application scope
channel     an HTTP connection · http  a request · refusal  the answers the server gives by itself
websocket   a socket: its writing, reading and closing · inbox, outbox  what waits for either side
scope, forwarded  who is behind the proxies · drain  leaving · footprint  what an idle socket need not keep
address     where to listen · frames  the bytes of a message · parts  the private parts leaned on

Importing this package is free; importing `server` installs Twisted's asyncio reactor.
"""
