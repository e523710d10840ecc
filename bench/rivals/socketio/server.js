// socket.io's own chat example, on the websocket transport alone: every message goes to everybody.
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const server = createServer();
const io = new Server(server, { transports: ["websocket"], pingInterval: 600000 });

io.on("connection", (socket) => {
  socket.on("chat message", (message) => io.emit("chat message", message));
});

server.listen(Number(process.argv[2]), "127.0.0.1");
