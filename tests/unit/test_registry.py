"""Who answers for what, and which place a name means."""

import pytest

from directory.models import AreaLevel
from directory.registry import Office, Place, Registry


def test_a_village_has_its_own_committee(town: Registry) -> None:
    for village in town.villages:
        office = town.office_for("village-committee", village.id)
        assert office is not None
        assert office.slug == village.code


def test_a_hamlet_is_served_by_its_village_and_its_town(town: Registry) -> None:
    hamlet = town.area_codes["v05-4"].id
    offices = [town.office_for(d, hamlet) for d in ("village-mediation", "police-station")]
    assert [office and office.slug for office in offices] == ["v05", "paichu"]


def test_what_the_town_has_not_the_county_has(town: Registry) -> None:
    office = town.office_for("transport-bureau", town.area_codes["v01"].id)
    assert office is not None
    assert office.slug == "jiaotong"


def test_nobody_holds_a_villages_duty_while_the_village_is_unknown(town: Registry) -> None:
    for area in (None, town.area_codes["hx"].id, town.area_codes["wc"].id):
        assert town.office_for("village-committee", area) is None


def test_a_duty_nobody_holds_has_no_office(town: Registry) -> None:
    assert town.office_for("weather-station", town.area_codes["v01"].id) is None


def test_the_nearer_of_two_offices_answers() -> None:
    county = Place(1, "c", "某县", AreaLevel.COUNTY, None, ())
    towns = [
        Place(2, "a", "甲镇", AreaLevel.TOWN, 1, ()),
        Place(3, "b", "乙镇", AreaLevel.TOWN, 1, ()),
    ]
    offices = [Office(n, f"u{n}", "派出所", "", n, frozenset({"police-station"})) for n in (2, 3)]
    registry = Registry({p.id: p for p in (county, *towns)}, {o.id: o for o in offices})
    for area in (2, 3):
        office = registry.office_for("police-station", area)
        assert office is not None
        assert office.area_id == area


def test_the_village_of_a_place(town: Registry) -> None:
    code = {code: town.village_of(place.id) for code, place in town.area_codes.items()}
    assert code["wc"] is None
    assert code["hx"] is None
    assert {code[c].code for c in code if c.startswith("v07")} == {"v07"}
    assert town.village_of(None) is None
    assert town.village_of(99_999) is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("3", "v03"), ("13", "v13"), ("３", "v03"), ("14", None), ("0", None),
        ("白果", "v03"), ("白果村", "v03"), ("白果村二组", "v03"), ("我是白果村的", "v03"),
        ("百果村", "v03"), ("老渡口", "v02-4"), ("鱼 塘 坳", "v08"),
        ("二组", None), ("村", None), ("", None), ("天安门", None),
    ],
)  # fmt: skip
def test_a_village_is_found_as_people_name_it(town: Registry, said: str, code: str | None) -> None:
    found = town.village_named(said)
    assert (found and found.code) == code


def test_ambiguous_names_mean_no_place(town: Registry) -> None:
    assert not {"一组", "二组", "三组"} & set(town.place_names)
    places = {
        1: Place(1, "a", "甲村", AreaLevel.VILLAGE, None, ("新村", "甲")),
        2: Place(2, "b", "乙村", AreaLevel.VILLAGE, None, ("新村", "乙家寨")),
        3: Place(3, "t", "某镇", AreaLevel.TOWN, None, ("镇上",)),
    }
    assert Registry(places, {}).place_names == {"甲村": "a", "乙村": "b", "乙家寨": "b"}


def test_every_clear_name_leads_to_its_place(town: Registry) -> None:
    for name, code in town.place_names.items():
        place = town.area_codes[code]
        assert name in {place.name, *place.aliases}


def test_a_unit_is_found_by_a_part_of_its_name(town: Registry) -> None:
    assert town.offices_named("派出所")[0].slug == "paichu"
    assert town.offices_named("卫生院")[0].slug == "weisheng"
    assert town.offices_named("望川县公安局禾溪派出所")[0].slug == "paichu"
    assert town.offices_named("所") == ()
    assert town.offices_named("气象台") == ()


def test_who_has_an_account_gets_a_units_letters_first(town: Registry) -> None:
    for office in town.offices.values():
        assert len(set(office.clerks)) == len(office.clerks)
    assert all(office.clerks for office in town.offices.values() if town.is_village(office))
