"""The parts of daphne, autobahn and Twisted that this package leans on and that nobody promised us.

An upgrade outside `VERSIONS`, or one that moves a part, fails tests/server/test_daphne_parts.py; then
look at what each named module does with it before widening the range.
"""

# Distribution: the first version tried, and the first one that was not.
VERSIONS = {"daphne": ("4.2.3", "4.3"), "autobahn": ("26.10.2", "27"), "twisted": ("26.10", "27")}

# What is overridden or called, with its parameters.
CALLABLES = {
    # server
    "daphne.server.Server.application_checker": "self",
    "daphne.server.Server.check_headers_type": "message",
    "daphne.server.Server.create_application": "self protocol scope",
    "daphne.server.Server.handle_reply": "self protocol message",
    "daphne.server.Server.kill_all_applications": "self",
    "daphne.server.Server.listen_success": "self port",
    "daphne.server.Server.protocol_connected": "self protocol",
    "daphne.server.Server.protocol_disconnected": "self protocol",
    "daphne.server.Server.run": "self",
    "daphne.server.Server.stop": "self",
    "daphne.server.Server.timeout_checker": "self",
    # http
    "daphne.http_protocol.HTTPFactory.buildProtocol": "self addr",
    "daphne.http_protocol.WebRequest.basic_error": "self status status_text body",
    "daphne.http_protocol.WebRequest.check_timeouts": "self",
    "daphne.http_protocol.WebRequest.handle_exception": "self exception",
    "daphne.http_protocol.WebRequest.handle_reply": "self message",
    "daphne.http_protocol.WebRequest.process": "self",
    "twisted.web.http.Request.handleContentChunk": "self data",
    # channel
    "twisted.web.http.HTTPChannel._finishRequestBody": "self data",
    "twisted.web.http.HTTPChannel._respondToBadRequestAndDisconnect": "self",
    "twisted.web.http.HTTPChannel.allHeadersReceived": "self",
    "twisted.web.http.HTTPChannel.checkPersistence": "self request version",
    "twisted.web.http.HTTPChannel.connectionLost": "self reason",
    "twisted.web.http.HTTPChannel.dataReceived": "self data",
    "twisted.web.http.HTTPChannel.lineLengthExceeded": "self line",
    "twisted.web.http.HTTPChannel.lineReceived": "self line",
    "twisted.web.http.HTTPChannel.pauseProducing": "self",
    "twisted.web.http.HTTPChannel.resumeProducing": "self",
    "twisted.web.http.HTTPChannel.stopProducing": "self",
    "twisted.web.http.HTTPChannel.timeoutConnection": "self",
    # websocket
    "daphne.ws_protocol.WebSocketProtocol.check_timeouts": "self",
    "daphne.ws_protocol.WebSocketProtocol.handle_exception": "self exception",
    "daphne.ws_protocol.WebSocketProtocol.handle_reply": "self message",
    "daphne.ws_protocol.WebSocketProtocol.onClose": "self wasClean code reason",
    "daphne.ws_protocol.WebSocketProtocol.onConnect": "self request",
    "daphne.ws_protocol.WebSocketProtocol.onMessage": "self payload isBinary",
    "daphne.ws_protocol.WebSocketProtocol.onOpen": "self",
    "daphne.ws_protocol.WebSocketProtocol.serverAccept": "self subprotocol",
    "daphne.ws_protocol.WebSocketProtocol.serverClose": "self code",
    "daphne.ws_protocol.WebSocketProtocol.serverReject": "self",
    "autobahn.twisted.websocket.WebSocketServerProtocol.connectionMade": "self",
    "autobahn.twisted.websocket.WebSocketServerProtocol.dataReceived": "self data",
    "autobahn.websocket.protocol.WebSocketProtocol._dataReceived": "self data",
    "autobahn.websocket.protocol.WebSocketProtocol._fail_connection": "self code reason",
    "autobahn.twisted.websocket.WebSocketAdapterProtocol._onMessage": "self payload isBinary",
    "autobahn.websocket.protocol.WebSocketProtocol._sendAutoPing": "self",
    "autobahn.websocket.protocol.WebSocketProtocol.consumeData": "self",
    "autobahn.websocket.protocol.WebSocketProtocol.dropConnection": "self abort",
    "autobahn.websocket.protocol.WebSocketProtocol.onAutoPingTimeout": "self",
    "autobahn.websocket.protocol.WebSocketProtocol.onMessageEnd": "self",
    "autobahn.websocket.protocol.WebSocketProtocol.processData": "self",
    "autobahn.websocket.protocol.WebSocketProtocol.sendCloseFrame": "self code reasonUtf8 isReply",
    "autobahn.websocket.protocol.WebSocketServerProtocol.succeedHandshake": "self res",
    # footprint
    "autobahn.util.hltype": "obj",
    "autobahn.util.hlval": "val color bold",
    # transports
    "twisted.internet.abstract.FileDescriptor._maybePauseProducer": "self",
    "twisted.internet.abstract.FileDescriptor.loseWriteConnection": "self",
    "twisted.internet.tcp.Connection.abortConnection": "self",
    "twisted.internet.unix.Server.__init__": "self sock protocol client server sessionno reactor",
}

# Attributes that a class's own source must set or read: (class, attribute).
ATTRIBUTES = [
    ("daphne.server.Server", "self.connections["),
    ("daphne.server.Server", '["application_instance"]'),
    ("daphne.http_protocol.WebRequest", "self._response_started"),
    ("daphne.http_protocol.WebRequest", "transport, self.transport = self.transport, None"),
    ("daphne.ws_protocol.WebSocketProtocol", "self.application_queue.put_nowait"),
    ("daphne.ws_protocol.WebSocketProtocol", "self.last_ping = time.time()"),
    ("twisted.web.http.Request", "self._parsePOSTFormSubmission"),
    ("twisted.web.http.HTTPChannel", "self._handlingRequest"),
    ("twisted.web.http.HTTPChannel", "self._path"),
    ("twisted.web.http.HTTPChannel", "self._receivedHeaderSize > self.totalHeadersSize"),
    ("twisted.web.http.HTTPChannel", "self._receivedHeaderCount > self.maxHeaders"),
    ("twisted.internet.abstract.FileDescriptor", "self._tempDataLen"),
    ("twisted.internet.abstract.FileDescriptor", "self.dataBuffer"),
    ("twisted.internet.tcp.Connection", "self.socket"),
    ("twisted.internet.asyncioreactor.AsyncioSelectorReactor", "self._asyncioEventloop"),
    ("autobahn.websocket.protocol.WebSocketProtocol", "self.autoPingPending"),
    ("autobahn.websocket.protocol.WebSocketProtocol", "self.failedByMe"),
    ("autobahn.websocket.protocol.WebSocketProtocol", "self.wasClean = True"),
    ("autobahn.websocket.protocol.WebSocketProtocol", "if not hasattr(self, configAttr)"),
]
