"""What is wrong is said of the field, in both languages, with the path a machine finds it by – and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shounuo.kernel.words import Words
from tests.support.api import CALM, Answer, House, open_house, refused, written
from tests.support.clock import StandingClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(clock: StandingClock) -> House:
    return open_house()


@pytest.fixture
def number(house: House) -> str:
    return house.wang.opens()


@pytest.fixture
def position(house: House, number: str) -> str:
    """Of a page of the open view."""
    house.wang.opens()
    return str(house.duty.get("/cases?limit=1").body["next"])


@pytest.fixture(autouse=True)
def nothing_is_written(house: House, request: pytest.FixtureRequest) -> Iterator[None]:
    for name in {"number", "position"} & set(request.fixturenames):
        request.getfixturevalue(name)
    before = written()
    yield
    assert written() == before


ODD = Words("为空白或含有不允许的字符", "is blank or holds characters that are not allowed")


@pytest.mark.parametrize(
    ("wrong", "path", "zh", "en"),
    [
        ({"subject": None}, "subject", "“主题”应为文本", "“subject” has to be text"),
        ({"subject": 5}, "subject", "“主题”应为文本", "“subject” has to be text"),
        ({"subject": "x" * 201}, "subject", "“主题”最多 200 个字符", "“subject” may have at most 200 characters"),
        ({"subject": "a\nb"}, "subject", "“主题”" + ODD.zh, "“subject” " + ODD.en),
        ({"subject": "a\x00b"}, "subject", "“主题”" + ODD.zh, "“subject” " + ODD.en),
        ({"subject": "  "}, "subject", "“主题”" + ODD.zh, "“subject” " + ODD.en),
        ({"description": "a\x1b[31m"}, "description", "“描述”" + ODD.zh, "“description” " + ODD.en),
        ({"services": "EC2"}, "services", "“AWS 服务”应为列表", "“AWS services” has to be a list"),
        ({"services": ["EC2", 1]}, "services.1", "“AWS 服务”应为文本", "“AWS services” has to be text"),
        ({"services": ["x"] * 21}, "services", "“AWS 服务”最多 20 项", "“AWS services” may have at most 20 items"),
        ({"priority": "P5"}, "priority", "“优先级”只能是 'P0', 'P1', 'P2', 'P3' 或 'P4'",
         "“priority” has to be 'P0', 'P1', 'P2', 'P3' or 'P4'"),
        ({"impact": "galaxy"}, "impact", "“影响范围”只能是 all_users、most_users、some_users、few_users、none、unknown",
         "“impact” has to be one of all_users、most_users、some_users、few_users、none、unknown"),
        ({"nonsense": 1}, "nonsense", "“nonsense”不是已知的字段", "“nonsense” is not a known field"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_of_the_field(
    house: House, wrong: dict[str, Any], path: str, zh: str, en: str
) -> None:
    for language, words in (("zh-CN", zh), ("en-US,en;q=0.9", en)):
        answer = house.wang.post("/cases", CALM | wrong, accept_language=language)
        refused(answer, 422, "request.invalid")
        assert answer.body["error"]["fields"] == [{"path": path, "message": words}]
        assert answer.body["error"]["message"] == words


def test_several_errors_are_all_told(house: House) -> None:
    answer = house.wang.post("/cases", {"subject": 1, "x": 2}, accept_language="en")
    assert set(answer.paths) == {"subject", "description", "x"}
    assert answer.body["error"]["message"].endswith("(and 2 more)")


def test_a_field_whose_name_is_a_number_is_named_like_any_other(house: House) -> None:
    assert house.wang.post("/cases", CALM | {"0": None}).paths == ["0"]


@pytest.mark.clause("4.1-phone")
@pytest.mark.parametrize(
    ("caller", "paths"),
    [
        (None, ["on_behalf_of"]),
        ({}, ["on_behalf_of.customer_id", "on_behalf_of.name", "on_behalf_of.phone"]),
        ({"contact_id": 10**9}, ["on_behalf_of.contact_id"]),
        ({"contact_id": 2**63}, ["on_behalf_of.contact_id"]),
        ({"contact_id": "1"}, ["on_behalf_of.contact_id"]),
        ({"contact_id": 1, "name": "孙"}, ["on_behalf_of.name"]),
        ({"customer_id": 10**9, "name": "孙", "phone": "13800001111"}, ["on_behalf_of.customer_id"]),
        ({"customer_id": 1, "name": "孙", "phone": "call me"}, ["on_behalf_of.phone"]),
        ({"customer_id": 1, "name": "孙", "phone": "13800001111", "email": "no"}, ["on_behalf_of.email"]),
    ],
)
def test_a_caller_has_to_be_somebody(house: House, caller: Any, paths: list[str]) -> None:
    answer = house.duty.post("/cases", CALM | {"on_behalf_of": caller})
    refused(answer, 422, "request.invalid")
    assert answer.paths == paths


@pytest.mark.parametrize("after", ["x", "%00", "MjAyNi0wMS0wMX41", "UDB-", "A" * 121, "QQ", "____"])
def test_a_page_position_that_was_tampered_with(house: House, after: str) -> None:
    for view in ("open", "all"):
        refused(house.duty.get(f"/cases?view={view}&after={after}"), 422)


def test_a_position_of_another_view_is_refused(house: House, position: str) -> None:
    refused(house.duty.get(f"/cases?view=all&after={position}"), 422, "page.cursor")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=2026-01-01",
        "from=2026-03-01T00:00:00&to=2026-03-02T00:00:00",
        "from=x&to=y",
        "from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z",
    ],
)
def test_a_period_has_two_ends_with_zones_in_order(house: House, query: str) -> None:
    refused(house.duty.get(f"/attainment?{query}"), 422, "request.invalid")


# ------------------------------------------------------------------ files


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("run.exe", b"MZ", 415, "file.kind"),
        ("page.html", b"<script>", 415, "file.kind"),
        ("a.svg", b"<svg>", 415, "file.kind"),
        ("a.log", b"", 422, "file.empty"),
        ("noending", b"x", 415, "file.kind"),
    ],
)
def test_files_that_are_not_taken(
    house: House, number: str, name: str, content: bytes, status: int, code: str
) -> None:
    refused(
        house.wang.upload(f"/cases/{number}/attachments", file=SimpleUploadedFile(name, content)),
        status,
        code,
    )


def test_too_many_and_none_and_strange_parts(house: House, number: str) -> None:
    path = f"/cases/{number}/attachments"
    many = [SimpleUploadedFile(f"{n}.log", b"x") for n in range(11)]
    refused(house.wang.upload(path, file=many), 422, "file.too_many")
    refused(house.wang.upload(path, other="x"), 422, "request.invalid")
    refused(house.wang.upload(path), 422, "request.invalid")


def test_a_body_larger_than_an_attachment_may_be_is_refused_unread(house: House, number: str) -> None:
    class Untouched:
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    response = house.wang.client.post(
        f"/api/v1/cases/{number}/attachments",
        headers={"authorization": f"Bearer {house.wang.token}"},
        content_type="multipart/form-data; boundary=b",
        **{"CONTENT_LENGTH": str(50 * 1024 * 1024), "wsgi.input": Untouched()},  # type: ignore[arg-type]
    )
    refused(Answer(response.status_code, response.headers, response.content), 413, "file.too_large")
