"""Chat groups of an incident: a robot's group is told its milestones, an application's group is made, filled, told and closed; both
against a local WeCom that checks and misbehaves. [5.3.2-P0-internal-comms]"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shounuo.casework.escalate import aws_line  # noqa: F401  (loaded before the clock stands)
from shounuo.casework.incident.mirror_line import look_at_groups
from shounuo.channels.models import Provider
from shounuo.channels.sealing import seal
from shounuo.channels.wecom import tokens
from shounuo.incidents.models import Mirror
from shounuo.notifications.models import Alarm
from tests.support.crew import Crew
from tests.support.desk import desk, look
from tests.support.incident import incident_of
from tests.support.theatre import P0_RESTORED, Play, Theatre, everybody_comes
from tests.support.vendors.base import Vendor
from tests.support.vendors.dingtalk import DingtalkRobot
from tests.support.vendors.feishu import FeishuRobot
from tests.support.vendors.wecom import WecomApplication, WecomRobot

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-internal-comms")]
MEMBERS = tuple(f"w{n}" for n in range(10, 21))


@pytest.fixture
def robot(stage: Theatre) -> Iterator[Vendor]:
    with Vendor(WecomRobot()) as vendor:
        Provider.objects.create(
            kind="wecom_robot", channel="wecom", vendor="wecom", name="应急群", rank=9, added_at=stage.began,
            settings={"gateway": vendor.url, "style": "markdown"}, sealed=seal({"webhook": "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"}),
        )  # fmt: skip
        yield vendor


@pytest.fixture
def application(stage: Theatre) -> Iterator[Vendor]:
    with Vendor(WecomApplication(members=MEMBERS)) as vendor:
        tokens._kept.clear()
        Provider.objects.create(
            kind="wecom_app", channel="wecom", vendor="wecom", name="应用", rank=9, added_at=stage.began,
            settings={"gateway": vendor.url, "corpid": "ww0a1b2c3d4e5f6a7b", "agentid": "1000002"},
            sealed=seal({"corpsecret": "s3cr3t-of-the-app"}),
        )  # fmt: skip
        yield vendor


def said_by(robot: Vendor, play: Play) -> list[str]:
    """What stands in the group, each a line without its head and button. Pages through the robot are another matter."""
    texts = [
        one["markdown"]["content"] for one in robot.taken if "战情室" in str(one) or "/war-room" in str(one)
    ]
    return [text.split("\n")[1] for text in texts if play.number in text]


def group_of(application: Vendor) -> dict[str, Any]:
    assert isinstance(application.behaviour, WecomApplication)
    [group] = application.behaviour.groups.values()
    return group


def finish(stage: Theatre, play: Play) -> None:
    crew: Crew = stage.people
    stage.to(24)
    play.replies(crew.success, "进展如下")
    play.does(crew.manager, "sync", text="主库已切换")
    play.done(crew.world.senior, "implement", "workaround", "record_steps", "monitor", "prepare_fix")
    play.restores(*P0_RESTORED)
    stage.to(25)


def test_a_robots_group_is_told_each_milestone_once_and_in_order(stage: Theatre, robot: Vendor) -> None:
    play = stage.opens()
    everybody_comes(stage, play)
    finish(stage, play)
    told = said_by(robot, play)
    duty = incident_of(play.case).commands.order_by("pk")[0].user.name
    assert told == [
        "P0 应急响应启动，战情室已打开", f"{duty} 担任事件指挥（代理）", f"{duty} 确认为真正的 P0 事件", "郑资深 担任事件指挥（主动接过）",
        "孙经理 内部同步：主库磁盘写满，准备切换", "孙经理 内部同步：主库已切换", "服务已恢复", "孙经理 解除紧急状态",
    ]  # fmt: skip
    assert all("【演练】" not in str(one) for one in robot.taken)
    stage.to(60)
    assert said_by(robot, play) == told


def test_an_application_makes_the_group_invites_speaks_and_closes_it(
    stage: Theatre, application: Vendor
) -> None:
    play = stage.opens()
    stage.to(0.5)
    group = group_of(application)
    assert str(group["name"]).startswith(f"P0 {play.number}")
    first = list(group["members"])
    assert group["owner"] == first[0]
    assert len(first) >= 2
    everybody_comes(stage, play)
    page = look(desk(stage.people.world.senior), f"/desk/cases/{play.number}/war-room")
    assert "企业微信群聊" in page
    assert "同步中" in page
    assert len(group["members"]) > len(first)
    assert len(set(group["members"])) == len(group["members"])
    finish(stage, play)
    said = [str(one).split("\n")[1] for one in group["said"]]
    assert said[0] == "P0 应急响应启动，战情室已打开"
    assert said[-1] == "孙经理 解除紧急状态"
    assert len(said) == len(set(said))
    assert str(group["name"]).startswith("【已解除】")
    assert len(group["members"]) == 2
    stage.to(40)
    assert len(group["members"]) == 2


def test_the_group_is_made_once_whatever_becomes_of_the_answer(stage: Theatre, application: Vendor) -> None:
    stage.opens()
    application.next("")  # the token
    application.next("cut")  # the group is made, the answer lost
    stage.to(2)
    assert isinstance(application.behaviour, WecomApplication)
    assert len(application.behaviour.groups) == 1
    assert Mirror.objects.get(way="group").state == "open"


def test_a_robot_that_is_down_holds_nothing_up_and_becomes_an_alarm(stage: Theatre, robot: Vendor) -> None:
    robot.next("removed", times=500)
    play = stage.opens()
    everybody_comes(stage, play)  # every deed succeeds
    stage.to(30)
    assert Mirror.objects.get().state == "failed"
    assert Alarm.objects.filter(kind="incident.mirror", case=play.case).count() == 1
    assert said_by(robot, play) == []


@pytest.mark.parametrize(
    ("kind", "channel", "behaviour", "secrets"),
    [
        ("dingtalk_robot", "dingtalk", DingtalkRobot, {"webhook": "566cc69da782ec", "secret": "SEC0a1b2c3d4e5f"}),
        ("feishu_robot", "feishu", FeishuRobot, {"webhook": "5e3d587e-d78e-4a07", "secret": "nIMtb7r3N9pkXyXdtAbx6e"}),
    ],
)  # fmt: skip
def test_the_robots_of_other_vendors_hear_the_same(
    stage: Theatre, kind: str, channel: str, behaviour: Any, secrets: dict[str, str]
) -> None:
    with Vendor(behaviour()) as vendor:
        Provider.objects.create(
            kind=kind, channel=channel, vendor=channel, name="应急群", rank=9, added_at=stage.began,
            settings={"gateway": vendor.url, "style": "markdown"}, sealed=seal(secrets),
        )  # fmt: skip
        play = stage.opens()
        everybody_comes(stage, play)
        stage.to(15)
        said = [str(one) for one in vendor.taken if "/war-room" in str(one) and play.number in str(one)]
    order = ["战情室已打开", "确认为真正的 P0 事件", "主动接过", "主库磁盘写满，准备切换"]
    assert [next(i for i, one in enumerate(said) if words in one) for words in order] == sorted(
        next(i for i, one in enumerate(said) if words in one) for words in order
    )
    assert sum("战情室已打开" in one for one in said) == 1


def test_the_robot_that_was_named_for_it_tells_and_no_other(stage: Theatre, robot: Vendor) -> None:
    with Vendor(WecomRobot()) as named:
        Provider.objects.create(
            kind="wecom_robot", channel="wecom", vendor="wecom", name="战情群", rank=20, added_at=stage.began,
            settings={"gateway": named.url, "style": "markdown", "incidents": "yes"},
            sealed=seal({"webhook": "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"}),
        )  # fmt: skip
        play = stage.opens()
        stage.to(3)
        assert said_by(named, play)
    assert said_by(robot, play) == []
    Provider.objects.update(settings={"incidents": "no"})
    Mirror.objects.all().delete()
    look_at_groups(stage.clock.now)
    assert not Mirror.objects.exists()


def test_of_a_closed_room_the_group_hears_only_that_there_is_news(stage: Theatre, robot: Vendor) -> None:
    play = stage.opens(subject="数据库被拖库")
    everybody_comes(stage, play)
    play.does(stage.people.world.senior, "mark-security")
    before = len(robot.taken)
    stage.to(20)
    play.does(stage.people.manager, "sync", text="攻击来自某地址")
    stage.to(21)
    since = [str(one) for one in robot.taken[before:] if "战情室" in str(one)]
    assert since
    assert not any("攻击来自" in one or "拖库" in one for one in since)


def test_without_an_account_nothing_is_mirrored(stage: Theatre) -> None:
    play = stage.opens()
    stage.to(1)
    assert incident_of(play.case).is_under_way
    assert not Mirror.objects.exists()
    assert look_at_groups(stage.clock.now) == 0
