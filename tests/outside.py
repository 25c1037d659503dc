"""Others' servers as tests need them, on this machine: one that takes letters, one that is a group bot."""

from __future__ import annotations

import json
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def running(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Letters(socketserver.ThreadingTCPServer):
    """A mail server; `answers` says what it says to a command instead of yes."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, answers: dict[str, str]):
        super().__init__(("127.0.0.1", 0), _Postman)
        self.answers, self.taken = answers, []

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def letters(self):
        return [message_from_bytes(text.encode(), policy=policy.default) for text in self.taken]


class _Postman(socketserver.StreamRequestHandler):
    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word in self.server.answers:
                self.say(self.server.answers[word])
            elif word == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    lines.append(text)
                self.server.taken.append("\n".join(lines))
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 yes")


def mail_server(**answers: str):
    return running(_Letters(answers))


class _Bot(ThreadingHTTPServer):
    """A group bot; it keeps what it was asked, and answers with a status and a body."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str]):
        super().__init__(("127.0.0.1", 0), _Answering)
        self.status, self.body, self.headers, self.asked = status, body, headers, []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    do_GET = do_POST

    def log_message(self, *words):
        pass


def bot_server(status: int = 200, body: bytes = b'{"errcode": 0, "errmsg": "ok"}', **headers: str):
    return running(_Bot(status, body, headers))
