"""The whole directory in memory: a snapshot every process keeps and renews when it changes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Area, AreaLevel, Person, Role, Unit
from kit.text import cleaned, parts

VILLAGE_DUTIES = frozenset({"village-committee", "village-mediation", "community-committee"})
"""Duties that every village holds for itself; all others are held once for a town or county."""


@dataclass(frozen=True, slots=True)
class Place:
    """An area, as the snapshot knows it."""

    id: int
    code: str
    name: str
    level: AreaLevel
    parent_id: int | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """A unit, as the snapshot knows it. ``clerks`` are person ids that get its letters."""

    id: int
    slug: str
    name: str
    phone: str
    area_id: int
    duties: frozenset[str]
    clerks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Registry:
    """Areas, units and who answers for what."""

    areas: Mapping[int, Place]
    offices: Mapping[int, Office]
    by_role: Mapping[Role, tuple[int, ...]] = field(default_factory=dict)
    """Person ids of leaders and operators."""

    @cached_property
    def area_codes(self) -> Mapping[str, Place]:
        return {place.code: place for place in self.areas.values()}

    @cached_property
    def villages(self) -> tuple[Place, ...]:
        """All villages and communities, by code."""
        found = (p for p in self.areas.values() if p.level is AreaLevel.VILLAGE)
        return tuple(sorted(found, key=lambda place: place.code))

    @cached_property
    def place_names(self) -> Mapping[str, str]:
        """Every name and alias of a village or group, to its code; ambiguous names left out."""
        seen: dict[str, set[str]] = defaultdict(set)
        for place in self.areas.values():
            if place.level in {AreaLevel.VILLAGE, AreaLevel.GROUP}:
                for name in (place.name, *place.aliases):
                    seen[name].add(place.code)
        clear = {name: codes for name, codes in seen.items() if len(codes) == 1 and len(name) > 1}
        return {name: next(iter(codes)) for name, codes in clear.items() if not _bare_group(name)}

    @cached_property
    def group_names(self) -> Mapping[str, Mapping[str, str]]:
        """For each village's code the groups that have a number for a name, to their codes."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for place in self.areas.values():
            parent = self.areas.get(place.parent_id) if place.parent_id else None
            if place.level is AreaLevel.GROUP and parent is not None and _bare_group(place.name):
                found[parent.code][place.name] = place.code
        return found

    @cached_property
    def _holders(self) -> Mapping[str, tuple[Office, ...]]:
        holders: dict[str, list[Office]] = defaultdict(list)
        for office in self.offices.values():
            for duty in office.duties:
                holders[duty].append(office)
        return {duty: tuple(offices) for duty, offices in holders.items()}

    def village_of(self, area_id: int | None) -> Place | None:
        """The village that ``area_id`` is, or lies in; None for a town, county or nowhere."""
        place = self.areas.get(area_id) if area_id is not None else None
        while place is not None and place.level is AreaLevel.GROUP:
            place = self.areas.get(place.parent_id) if place.parent_id else None
        return place if place is not None and place.level is AreaLevel.VILLAGE else None

    def around(self, area_id: int | None) -> tuple[str, ...]:
        """Codes of ``area_id`` and of all areas it lies in, nearest first.

        For nobody's area those of every town and county: what holds there holds for anybody.
        """
        here = self.areas.get(area_id) if area_id is not None else None
        if here is None:
            wide = {AreaLevel.TOWN: 0, AreaLevel.COUNTY: 1}
            found = [place for place in self.areas.values() if place.level in wide]
            return tuple(p.code for p in sorted(found, key=lambda p: (wide[p.level], p.code)))
        codes: list[str] = []
        while here is not None:
            codes.append(here.code)
            here = self.areas.get(here.parent_id) if here.parent_id else None
        return tuple(codes)

    def office_for(self, duty: str, area_id: int | None) -> Office | None:
        """The unit that holds ``duty`` for ``area_id``: its own, else the nearest one above.

        None when nobody holds it there, and for a village's duty while the village is unknown.
        """
        holders = self._holders.get(duty, ())
        if duty in VILLAGE_DUTIES:
            village = self.village_of(area_id)
            return next((o for o in holders if village and o.area_id == village.id), None)
        here = self.areas.get(area_id) if area_id is not None else None
        while here is not None:
            for office in holders:
                if office.area_id == here.id:
                    return office
            here = self.areas.get(here.parent_id) if here.parent_id else None
        return holders[0] if holders else None

    def is_village(self, office: Office) -> bool:
        """True for a village's or community's own committee."""
        return self.village_of(office.area_id) is not None

    def offices_named(self, name: str) -> tuple[Office, ...]:
        """Units whose name is or contains ``name``, the closest first."""
        wanted = cleaned(name).replace(" ", "")
        if len(wanted) < 2:
            return ()
        found = [o for o in self.offices.values() if wanted in o.name or o.name in wanted]
        return tuple(sorted(found, key=lambda office: len(office.name)))

    def village_named(self, text: str) -> Place | None:
        """The village or group a person names as an answer: ``3``, ``白果``, ``白果村二组``."""
        wanted = cleaned(text).replace(" ", "")
        if wanted.isdigit() and 1 <= int(wanted) <= len(self.villages):
            return self.villages[int(wanted) - 1]
        names = sorted(self.place_names, key=len, reverse=True)
        code = next((self.place_names[name] for name in names if name in wanted), None)
        if code is None and len(wanted) >= 2:
            partial = [v for v in self.villages if wanted in v.name]
            code = partial[0].code if len(partial) == 1 else None
        return self.area_codes[code] if code else None


def load(session: Session) -> Registry:
    """Read the directory as it stands in the database."""
    areas = {
        area.id: Place(
            area.id,
            area.code,
            area.name,
            AreaLevel(area.level),
            area.parent_id,
            parts(area.aliases),
        )
        for area in session.scalars(select(Area))
    }
    clerks: dict[int, list[int]] = defaultdict(list)
    operators: dict[int, list[int]] = defaultdict(list)
    by_role: dict[Role, list[int]] = defaultdict(list)
    staff = select(Person.id, Person.unit_id, Person.role, Person.openid)
    for id_, unit_id, role, openid in session.execute(
        staff.where(Person.role != Role.RESIDENT).order_by(Person.openid.is_(None), Person.id)
    ):
        by_role[Role(role)].append(id_)
        if role == Role.OPERATOR and unit_id and openid:
            operators[unit_id].append(id_)
        if role == Role.CADRE and unit_id and (openid or not clerks[unit_id]):
            clerks[unit_id].append(id_)
    offices = {
        unit.id: Office(
            id=unit.id,
            slug=unit.slug,
            name=unit.name,
            phone=unit.phone,
            area_id=unit.area_id,
            duties=frozenset(parts(unit.duties)),
            # operators sort what nobody could sort: at their counter they are told first
            clerks=(*operators[unit.id], *clerks[unit.id]),
        )
        for unit in session.scalars(select(Unit).order_by(Unit.id))
    }
    return Registry(areas, offices, {role: tuple(ids) for role, ids in by_role.items()})


def _bare_group(name: str) -> bool:
    return len(name) == 2 and name.endswith(("组", "队", "社"))
