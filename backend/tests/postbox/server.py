"""A mail server for the tests: `server.py PORT FILE [tls|starttls CERTIFICATE KEY]`; with TLS, "clinic" signs in with "secret".
`server.py read` reads a calendar file instead.

What it takes it writes into FILE, one line of JSON each, with the calendar part as another library reads it. It is told on its
standard input how to behave: "calm" takes all at once, "slow" thinks for a second first, "rough" also refuses and hangs up, now
and then after it has taken a mail, so that the sender does not hear of it. It ends with its standard input.
"""

import asyncio
import email
import email.policy
import json
import random
import ssl
import sys

import icalendar
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Postbox:
    def __init__(self, file):
        self.file = file
        self.mood = "calm"
        self.chance = random.Random(7)

    def note(self, line):
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()

    async def handle_DATA(self, server, session, envelope):
        mood, draw = self.mood, self.chance.random()
        if mood == "rough" and draw < 0.25:
            return "451 4.3.0 Try again later"
        if mood == "rough" and draw < 0.4:
            server.transport.abort()
            return "421 4.3.0 Never heard"
        if mood == "slow" or (mood == "rough" and draw < 0.6):
            self.note({"thinks": True})
            await asyncio.sleep(1)
        is_unheard = mood == "rough" and draw > 0.85
        self.note(read(envelope.content) | {"is_unheard": is_unheard, "is_secret": is_secret(server)})
        if is_unheard:
            server.transport.abort()
        return "250 2.0.0 Taken"


def is_secret(server):
    return server.transport.get_extra_info("cipher") is not None


def read(content):
    mail = email.message_from_bytes(content, policy=email.policy.default)
    text, html = (mail.get_body(preferencelist=(kind,)) for kind in ("plain", "html"))
    calendars = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return {
        "message_id": str(mail["Message-ID"]),
        "to": str(mail["To"]),
        "subject": str(mail["Subject"]),
        "text": text.get_content(),
        "html": html.get_content(),
        "calendars": [
            read_calendar(part.get_payload(decode=True)) | {"header": part.get_param("method")} for part in calendars
        ],
    }


def read_calendar(text):
    calendar = icalendar.Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "start": int(event["DTSTART"].dt.timestamp()),
        "end": int(event["DTEND"].dt.timestamp()),
        "description": str(event["DESCRIPTION"]),
        "errors": [str(error) for error in event.errors],
    }


def is_clinic(server, session, envelope, mechanism, sent):
    is_right = is_secret(server) and (sent.login, sent.password) == (b"clinic", b"secret")
    # Not handled: aiosmtpd gives the answer.
    return AuthResult(success=is_right, handled=False)


def secured(security, certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    ways = {
        # aiosmtpd knows of TLS only when it began it itself.
        "tls": {"ssl_context": context, "auth_require_tls": False},
        "starttls": {"tls_context": context, "require_starttls": True},
    }
    return ways[security] | {"auth_required": True, "authenticator": is_clinic}


def serve():
    port, path = int(sys.argv[1]), sys.argv[2]
    with open(path, "a", encoding="utf-8") as file:
        postbox = Postbox(file)
        way = secured(*sys.argv[3:]) if sys.argv[3:] else {}
        controller = Controller(postbox, hostname="127.0.0.1", port=port, **way)
        controller.start()
        print("ready", flush=True)
        for line in sys.stdin:
            postbox.mood = line.strip()
            print("ready", flush=True)
        controller.stop()


if sys.argv[1] == "read":
    print(json.dumps(read_calendar(sys.stdin.buffer.read())))
else:
    serve()
