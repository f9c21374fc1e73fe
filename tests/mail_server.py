"""A real mail server on this machine, for as long as a test needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from shaoxing_plan.local_services.sockets import free_port

OK = "250 OK"


@dataclass
class Mailbox:
    """What the server took; `answer` is asked what to say to each mail before it is taken."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    answer: Callable[[str], str] = lambda _recipient: OK

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.answer(envelope.rcpt_tos[0])
        if answer == OK:
            mail = message_from_bytes(envelope.content, policy=policy.default)
            self.mails.append(mail)
        return answer

    def texts(self, recipient: str) -> list[str]:
        """Return the text of every mail somebody got."""
        own = [mail for mail in self.mails if mail["To"] == recipient]
        return [mail.get_content() for mail in own]


@contextmanager
def run_mail_server() -> Iterator[Mailbox]:
    mailbox = Mailbox(port=free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
