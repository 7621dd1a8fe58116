"""Machines at the API's door: a known house, a token for each of its people, and what was written counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.apps import apps
from django.test import Client

from shounuo.accounts.actions import issue_token
from shounuo.accounts.models import User
from tests.support.world import MONDAY, World, build

CALM = {
    "subject": "报表导出失败",
    "description": "报表导出按钮点了没有反应,其他功能正常,可以先手工导出。",
    "impact": "some_users",
}
DOWN = {
    "subject": "全站宕机",
    "description": "生产环境完全无法访问,所有用户都进不来",
    "impact": "all_users",
    "environment": "production",
}


@dataclass
class Answer:
    status: int
    headers: Any
    content: bytes

    @property
    def body(self) -> Any:
        return orjson.loads(self.content)

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])

    @property
    def paths(self) -> list[str]:
        return [one["path"] for one in self.body["error"]["fields"]]


@dataclass
class Machine:
    """Speaks for one person. A body that is bytes is sent as it is."""

    token: str
    headers: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> Answer:
        known = {"idempotency-key": key} if key else {}
        return self.send("POST", path, {} if body is None else body, **known, **headers)

    def send(
        self, method: str, path: str, body: Any = b"", *, media: str = "application/json", **headers: str
    ) -> Answer:
        data = body if isinstance(body, bytes) else orjson.dumps(body)
        said = (
            {"authorization": f"Bearer {self.token}"}
            | self.headers
            | {n.replace("_", "-"): v for n, v in headers.items()}
        )
        response = self.client.generic(method, f"/api/v1{path}", data, media, headers=said)
        return Answer(response.status_code, response.headers, response.content)

    def upload(self, path: str, **files: Any) -> Answer:
        said = {"authorization": f"Bearer {self.token}"} | self.headers
        response = self.client.post(f"/api/v1{path}", files, headers=said)
        return Answer(response.status_code, response.headers, response.content)

    def opens(self, **said: Any) -> str:
        """A new case of theirs; its number."""
        answer = self.post("/cases", CALM | said)
        assert answer.status == 201, answer.content
        return str(answer.body["number"])


@dataclass
class House:
    """The cast and a machine for each who speaks in these stories."""

    world: World
    wang: Machine
    li: Machine
    zhao: Machine
    duty: Machine
    second: Machine
    admin: Machine


def open_house(at: datetime = MONDAY) -> House:
    world = build(at)
    people = (world.wang.user, world.li.user, world.zhao.user, world.duty, world.second, world.admin)
    return House(world, *(Machine(token_of(user, at)) for user in people))


def token_of(user: User | None, at: datetime = MONDAY) -> str:
    assert user is not None
    return issue_token(user, "测试", by=user.actor, at=at)


def written() -> dict[str, int]:
    """How many rows each table of the house holds."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model.__module__.startswith("shounuo.")
    }


def refused(answer: Answer, status: int, code: str = "") -> None:
    """Asserts a refusal in its one shape."""
    assert answer.status == status, (answer.status, answer.content)
    error = answer.body["error"]
    assert {"code", "message", "fields"} <= error.keys() <= {"code", "message", "fields", "facts"}
    assert error["message"]
    assert all(field.keys() == {"path", "message"} for field in error["fields"])
    assert answer.headers["Content-Type"].startswith("application/json")
    if code:
        assert answer.code == code
