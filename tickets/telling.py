"""Who is told what about a ticket, promised in the transaction in which it happens."""

from sqlalchemy.orm import Session

from directory.registry import Office, Registry
from kit.text import shortened
from letters import outbox
from phrases import say
from tickets.models import Ticket


def tell(session: Session, ticket: Ticket, key: str, **facts: object) -> None:
    """Promise the resident the sentence ``key``."""
    about = shortened(ticket.text, 16)
    text = say(key, number=ticket.id, about=about, **facts)
    outbox.promise(session, ticket.resident_id, text, ticket_id=ticket.id)


def notify(session: Session, registry: Registry, ticket: Ticket, key: str, **facts: object) -> None:
    """Promise the unit that has ``ticket`` the sentence ``key``."""
    notify_unit(session, registry.offices[ticket.unit_id], key, ticket.id, **facts)


def notify_unit(session: Session, office: Office, key: str, number: int, **facts: object) -> None:
    """Promise the unit's first clerk the sentence ``key``; nobody there finds it on the list."""
    for clerk in office.clerks[:1]:
        outbox.promise(session, clerk, say(key, number=number, **facts))
