"""Who may know of a ticket, and who may act on it: role × level × relation, on a real database."""

from dataclasses import dataclass
from itertools import product

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import Person, Role
from directory.registry import Registry
from kit import clock
from kit.errors import NotFound
from tickets.access import may_handle, may_see, ticket_for, tickets_of
from tickets.models import State, Ticket

LEVELS = ("L0", "L1", "L2", "L3", "L4")
RELATIONS = ("own", "unit", "elsewhere", "triage elsewhere")


@dataclass(frozen=True)
class Actor:
    id: int
    role: Role
    unit_id: int | None


def sees(role: Role, level: str, relation: str) -> bool:
    """The table, written down a second time and in another way than the code has it."""
    sealed = level in {"L3", "L4"}
    return {
        "own": True,
        "unit": role in {Role.CADRE, Role.OPERATOR} or (role == Role.LEADER and not sealed),
        "elsewhere": role == Role.LEADER and not sealed,
        "triage elsewhere": role in {Role.LEADER, Role.OPERATOR} and not sealed,
    }[relation]


def handles(role: Role, level: str, relation: str) -> bool:
    if relation == "own":
        return False
    return (role in {Role.CADRE, Role.OPERATOR} and relation == "unit") or (
        role == Role.OPERATOR and relation == "triage elsewhere"
    )


CASES = [*product(Role, LEVELS, RELATIONS)]


@pytest.fixture
def case(session: Session, town: Registry):
    """An actor of ``role`` and a ticket of ``level`` standing in ``relation`` to the actor."""
    here, there = sorted(town.offices)[:2]
    actor, other = Person(openid="o_actor"), Person(openid="o_other")
    session.add_all([actor, other])
    session.flush()

    def make(role: Role, level: str, relation: str) -> tuple[Actor, Ticket]:
        now = clock.now()
        ticket = Ticket(
            subtopic="1203", text="路灯", level=level, deadline="E2", sign_due_at=now, due_at=now,
            remind_at=now, state=State.TRIAGE if "triage" in relation else State.DISPATCHED,
            resident_id=actor.id if relation == "own" else other.id,
            unit_id=here if relation in {"own", "unit"} else there,
        )  # fmt: skip
        session.add(ticket)
        session.flush()
        return Actor(actor.id, role, None if role == Role.RESIDENT else here), ticket

    return make


def test_the_whole_table_of_who_sees_what(session: Session, case) -> None:
    for role, level, relation in CASES:
        actor, ticket = case(role, level, relation)
        expected = sees(role, level, relation)
        seen = session.scalar(tickets_of(actor).where(Ticket.id == ticket.id)) is not None
        counted = select(func.count()).where(may_see(actor), Ticket.id == ticket.id)
        assert (seen, session.scalar(counted)) == (expected, int(expected)), (role, level, relation)


def test_what_one_may_not_see_looks_as_if_it_were_not_there(session: Session, case) -> None:
    actor, ticket = case(Role.CADRE, "L1", "elsewhere")
    with pytest.raises(NotFound) as hidden:
        ticket_for(session, actor, ticket.id)
    with pytest.raises(NotFound) as missing:
        ticket_for(session, actor, ticket.id + 1000)
    assert hidden.value.phrase == missing.value.phrase
    assert hidden.value.facts == {"what": f"{ticket.id}号"}


def test_nobody_acts_on_what_is_not_theirs_to_handle(case) -> None:
    for role, level, relation in CASES:
        if not sees(role, level, relation):
            continue  # the door is ticket_for: what is not seen is never handed in
        actor, ticket = case(role, level, relation)
        told = may_handle(actor, ticket)
        assert told is handles(role, level, relation), (role, level, relation)


def test_somebody_without_a_unit_belongs_to_none(session: Session, case) -> None:
    actor, ticket = case(Role.CADRE, "L1", "elsewhere")
    nowhere = Actor(actor.id, Role.CADRE, None)
    assert session.scalar(tickets_of(nowhere).where(Ticket.id == ticket.id)) is None
