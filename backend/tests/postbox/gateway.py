"""A gateway for text messages for the tests, that speaks as Twilio does: `gateway.py PORT FILE`.

What it takes it writes into FILE, one line of JSON each, and it answers from there what it has. It is told on its standard input how to
behave: "calm" takes all at once, "slow" thinks for a second first, "rough" also refuses and hangs up, now and then after it has taken a
message, so that the sender does not hear of it. It ends with its standard input.
"""

import json
import random
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from urllib.parse import parse_qs, urlsplit


class Gateway(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port, path):
        super().__init__(("127.0.0.1", port), Handler)
        self.path = path
        self.mood = "calm"
        self.chance = random.Random(7)
        self.lock = threading.Lock()

    def handle_error(self, *_):
        """Who sends may be killed meanwhile."""

    def note(self, line):
        with self.lock, open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def taken(self):
        with self.lock, open(self.path, "a+", encoding="utf-8") as file:
            file.seek(0)
            lines = [json.loads(line) for line in file]
        return [line for line in lines if "body" in line]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        mood, draw = self.server.mood, self.server.chance.random()
        if mood == "rough" and draw < 0.25:
            return self.answer(500, {"code": 20500})
        if mood == "rough" and draw < 0.4:
            return self.hang_up()
        if mood == "slow" or (mood == "rough" and draw < 0.6):
            self.server.note({"thinks": True})
            sleep(1)
        (to,), (body,) = sent["To"], sent["Body"]
        sid = f"SM{len(self.server.taken()):032x}"
        self.server.note({"sid": sid, "to": to, "body": body})
        if mood == "rough" and draw > 0.85:
            return self.hang_up()
        return self.answer(201, {"sid": sid})

    def do_GET(self):
        (to,) = parse_qs(urlsplit(self.path).query)["To"]
        # All of them: no number gets as many in so short a time as here.
        messages = [line for line in self.server.taken() if line["to"] == to]
        self.answer(200, {"messages": messages})

    def answer(self, status, what):
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self):
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_):
        pass


gateway = Gateway(int(sys.argv[1]), sys.argv[2])
threading.Thread(target=gateway.serve_forever, daemon=True).start()
print("ready", flush=True)
for line in sys.stdin:
    gateway.mood = line.strip()
    print("ready", flush=True)
