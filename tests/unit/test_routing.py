"""Every matter, wherever it is, has exactly one owner, and never the one it speaks against."""

import pytest

import topics
from directory.models import AreaLevel
from directory.registry import VILLAGE_DUTIES, Office, Place, Registry
from tickets.errors import NobodyAnswers
from tickets.routing import destination, needs_village


def test_every_matter_has_an_owner_everywhere(catalogue: topics.Catalogue, town: Registry) -> None:
    subtopics = (*catalogue.subtopics.values(), None)
    for subtopic in subtopics:
        for area_id in (*town.areas, None):
            for accuses in (False, True):
                goal = destination(town, subtopic, area_id, accuses=accuses)
                assert goal.office.id in town.offices
                if accuses:
                    assert not town.is_village(goal.office)
                kept = accuses and subtopic is not None and subtopic.lead in VILLAGE_DUTIES
                assert goal.kept_from_village is kept


def test_a_village_matter_goes_to_ones_own_village(
    catalogue: topics.Catalogue, town: Registry
) -> None:
    village_matters = [s for s in catalogue.subtopics.values() if s.lead in VILLAGE_DUTIES]
    assert village_matters
    for subtopic in village_matters:
        for village in town.villages:
            goal = destination(town, subtopic, village.id, accuses=False)
            assert goal.office.area_id == village.id


def test_a_hamlets_matter_goes_to_its_village(catalogue: topics.Catalogue, town: Registry) -> None:
    subtopic = next(s for s in catalogue.subtopics.values() if s.lead == "village-committee")
    hamlet = town.area_codes["v05-4"]
    goal = destination(town, subtopic, hamlet.id, accuses=False)
    assert goal.office.slug == "v05"


def test_the_village_must_be_known_only_where_it_would_get_the_ticket(
    catalogue: topics.Catalogue,
) -> None:
    for subtopic in catalogue.subtopics.values():
        assert needs_village(subtopic, False) is (subtopic.lead in VILLAGE_DUTIES)
        assert needs_village(subtopic, True) is False
    assert needs_village(None, False) is False


def test_a_duty_nobody_holds_goes_to_the_unit_above(catalogue: topics.Catalogue) -> None:
    town = Place(1, "t", "某镇", AreaLevel.TOWN, None, ())
    above = Office(1, "dz", "党政办", "", 1, frozenset({"superior-unit"}))
    registry = Registry({1: town}, {1: above})
    for subtopic in catalogue.subtopics.values():
        assert destination(registry, subtopic, 1, accuses=False).office is above


def test_a_village_alone_never_gets_what_is_said_against_it(catalogue: topics.Catalogue) -> None:
    village = Place(1, "v", "某村", AreaLevel.VILLAGE, None, ())
    duties = frozenset({*VILLAGE_DUTIES, "superior-unit", "service-center"})
    registry = Registry({1: village}, {1: Office(1, "v", "某村村委会", "", 1, duties)})
    subtopic = next(s for s in catalogue.subtopics.values() if s.lead == "village-committee")
    assert destination(registry, subtopic, 1, accuses=False).office.slug == "v"
    with pytest.raises(NobodyAnswers):
        destination(registry, subtopic, 1, accuses=True)
