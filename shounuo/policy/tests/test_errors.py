# ruff: noqa: E501 - one refusal reads best in one line
"""Each kind of wrong policy is refused with its place, its fault and what is allowed, in both languages."""

from pathlib import Path

import pytest
from django.utils import translation

from shounuo.policy.loading import SHIPPED, PolicyError, load, load_file, overrides

WHOLE = SHIPPED.read_text(encoding="utf-8")


def refused(old: str, new: str) -> tuple[str, str]:
    """What is said in Chinese and in English of the standard with `old` replaced once by `new`."""
    assert old in WHOLE
    with pytest.raises(PolicyError) as caught:
        load(WHOLE.replace(old, new, 1), "ours.toml")
    return spoken(caught.value)


def spoken(error: PolicyError) -> tuple[str, str]:
    with translation.override("zh-hans"):
        chinese = str(error)
    with translation.override("en"):
        english = str(error)
    assert "\n" not in chinese + english
    return chinese, english


def test_the_shipped_standard_is_in_order() -> None:
    assert load(WHOLE, "ours.toml").standard.id == "SPT-003"


def test_broken_toml_names_the_line() -> None:
    line = WHOLE[: WHOLE.index("[priorities.P0]")].count("\n") + 1
    chinese, english = refused("[priorities.P0]", "[priorities.P0")
    assert chinese.startswith(f"ours.toml: 第 {line} 行: 不是正确的 TOML")
    assert english.startswith(f"ours.toml: line {line}: not valid TOML")
    assert "one key = value a line" in english


def test_toml_that_ends_too_early_names_the_last_line() -> None:
    with pytest.raises(PolicyError) as caught:
        load('[standard]\nid = "SPT-003', "ours.toml")
    assert "ours.toml: line 2: not valid TOML" in spoken(caught.value)[1]


@pytest.mark.parametrize(
    ("old", "new", "place", "wrong", "allowed"),
    [
        ('response = "PT15M"', 'respones = "PT15M"', "targets.P0.respones", "unknown key", "response (and 1 more)"),
        ("[clocks]", "[klocks]", "klocks", "unknown key", "clocks"),
        ('resolution = "PT2H"\n', "", "targets.P0.resolution", "this key is missing", "it has to be given"),
        ('resolution = "PT2H"', "resolution = 120", "targets.P0.resolution", "120 is not a duration", '"PT15M"'),
        ('resolution = "PT2H"', 'resolution = "2 hours"', "targets.P0.resolution", "'2 hours' is not a duration", '"PT2H"'),
        ('resolution = "PT2H"', 'resolution = "P99999999999D"', "targets.P0.resolution", "'P99999999999D' is not a duration", '"P1D"'),
        ('resolution = "PT2H"', 'resolution = "P9999999D"', "targets.P0.resolution", "the duration is too long", "3660 days"),
        ('resolution = "PT2H"', 'resolution = "PT0S"', "targets.P0.resolution", "the duration is zero", "longer than zero"),
        ('resolution = "PT2H"', 'resolution = "PT10M"', "targets.P0", "the response is later than the resolution", "no longer"),
        ("pauses_resolution = false", 'pauses_resolution = "no"', "targets.P0.pauses_resolution", "'no' has the wrong type", "true or false"),
        ("shares = [50, 75, 90]", 'shares = [50, "75", 90]', "warnings.shares[2]", "'75' has the wrong type", "a whole number"),
        ("shares = [50, 75, 90]", "shares = [75, 50, 90]", "warnings.shares", "do not rise", "[50, 75, 90]"),
        ("shares = [50, 75, 90]", "shares = [50, 75, 100]", "warnings.shares", "do not rise", "from 1 to 99"),
        ("escalates_at = 90", "escalates_at = 80", "warnings", "80 is not a warning share", "one of [50, 75, 90]"),
        ("[assignment.P4]", "[assignment.P5]", "assignment.P5", "there is no 'P5'", "P0, P1, P2, P3, P4"),
        ('widening = ["team", "language", ', 'widening = ["team", "leave", ', "choosing.widening[2]", "there is no 'leave'", "team, language, load"),
        ("load = { P0 = 8, P1 = 5,", "load = { P0 = 4, P1 = 5,", "choosing", "a more urgent case weighs less", "do not rise"),
        ("fairness = 0.3", "fairness = -1.0", "choosing.weights.fairness", "wrong value", "greater than or equal to 0"),
        ('owner = ["senior_engineer", "architect"]', 'owner = ["boss"]', "targets.P0.owner[1]", "there is no 'boss'", "duty_engineer, senior_engineer"),
        ('owner = ["senior_engineer", "architect"]', 'owner = "architect"', "targets.P0.owner", "'architect' has the wrong type", "a list"),
        ('owner = ["senior_engineer", "architect"]', "owner = []", "targets.P0.owner", "the list is empty", "at least one item"),
        ('id = "P0-1b"', 'id = "P0-1a"', "event_types", '"P0-1a" stands here twice', "each id once"),
        ('clause = "4.2-P0"', 'clause = "4.2-P9"', "targets.P0.clause", "the catalogue has no clause 4.2-P9", "4.2-P4"),
        ('name = { zh = "紧急", en = "Critical" }', 'name = { zh = "紧急" }', "priorities.P0.name.en", "this key is missing", "given"),
        ('name = { zh = "紧急", en = "Critical" }', 'name = "紧急"', "priorities.P0.name", "'紧急' has the wrong type", "{ zh ="),
        ('name = { zh = "紧急", en = "Critical" }', 'name = { zh = "", en = "x" }', "priorities.P0.name.zh", "wrong type", "not empty"),
        ('no = "locate"', 'no = "guess"', "flows.P1.tree", 'the tree has no "guess"', "known_problem, core_architecture"),
        ('begins = "PT1M"', 'begins = "PT1H"', "flows.P0.stages[1]", "the stage begins after it is due", "no later"),
        ("needed = 1", "needed = 0", "level_changes.down.needed", "wrong value", "greater than or equal to 1"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused(old: str, new: str, place: str, wrong: str, allowed: str) -> None:
    chinese, english = refused(old, new)
    assert english.startswith(f"ours.toml: {place}: ")
    assert wrong in english.split("; allowed: ")[0]
    assert allowed in english.split("; allowed: ")[1]
    assert chinese.startswith(f"ours.toml: {place}: ")
    assert "；允许：" in chinese


def test_a_missing_level_is_named() -> None:
    start, end = WHOLE.index("[targets.P3]"), WHOLE.index("[targets.P4]")
    with pytest.raises(PolicyError) as caught:
        load(WHOLE[:start] + WHOLE[end:], "ours.toml")
    chinese, english = spoken(caught.value)
    assert english == "ours.toml: targets: P3 is missing; allowed: one entry each for P0, P1, P2, P3, P4"
    assert chinese == "ours.toml: targets: 缺少 P3；允许：P0、P1、P2、P3、P4 各一项"


def test_every_problem_is_kept() -> None:
    broken = WHOLE.replace('response = "PT15M"', "response = 15").replace(
        "escalates_at = 90", 'escalates_at = "90"'
    )
    with pytest.raises(PolicyError) as caught:
        load(broken, "ours.toml")
    assert [str(problem.place) for problem in caught.value.problems] == [
        "targets.P0.response",
        "warnings.escalates_at",
    ]
    assert spoken(caught.value)[1].endswith("(and 1 more)")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load_file(tmp_path / "none.toml")
    assert "the file cannot be read (FileNotFoundError)" in spoken(caught.value)[1]


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PolicyError) as caught:
        load_file(tmp_path / "policy.toml")
    assert "the file cannot be read (UnicodeDecodeError)" in spoken(caught.value)[1]


def test_a_contract_is_checked_by_the_same_rules() -> None:
    with pytest.raises(PolicyError) as caught:
        overrides({"targets": {"P0": {"response": "soon"}}}, "contract 7")
    assert spoken(caught.value)[1].startswith("contract 7: targets.P0.response: 'soon' is not a duration")
