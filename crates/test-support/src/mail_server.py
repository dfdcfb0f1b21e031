"""A mail server for tests: aiosmtpd, which keeps each mail as a file in a folder.

It prints the port that it listens on, and goes when its input ends.
"""

import argparse
import asyncio
import ssl
import sys

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--refuses", help="an address that nobody has here")
told = parser.parse_args()


def authenticate(server, session, envelope, mechanism, data):
    is_right = data.login == told.user.encode() and data.password == told.password.encode()
    return AuthResult(success=is_right, handled=False)


context = None
if told.certificate:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(told.certificate, told.key)


class Box(Mailbox):
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == told.refuses:
            return "550 5.1.1 Nobody here has this address"
        envelope.rcpt_tos.append(address)
        return "250 OK"


mailbox = Box(told.folder)


def session():
    return SMTP(
        mailbox,
        hostname="localhost",
        tls_context=context,
        require_starttls=context is not None,
        authenticator=authenticate if told.user else None,
        auth_required=told.user is not None,
        auth_require_tls=context is not None,
    )


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, "127.0.0.1", told.port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
