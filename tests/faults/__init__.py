"""Breaking things: real processes that are killed, frozen, cut off and stalled while a crowd of clients talks.

wire      a websocket cheap enough to hold a thousand in one process · client  what keeps the protocol's promise
crowd     many clients, their senders, and the wait until all are current · checker  the five counts
proxy     a TCP proxy that delays, cuts, resets and stalls · without  our server with one safeguard removed
site      one deployment with services of its own, to break · size  how big, in `make test` and `make faults`
"""
