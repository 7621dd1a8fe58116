"""Alarms that come in by themselves: one case each, however often they ring. [7.2-cloudwatch]"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.test import Client

from shounuo.cases.models import Case, MaintenanceWindow, Message
from shounuo.casework.accept import accept
from shounuo.channels import wire
from shounuo.channels.aws_evidence import sns
from shounuo.diagnostics.models import AlarmSeries, AlarmSource
from shounuo.logbook.models import Entry
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.2-cloudwatch")]
TOPIC = "arn:aws-cn:sns:cn-north-1:123456789012:ops"
CERTIFICATE = "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-test.pem"


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def source(world: World, kind: str, **said: Any) -> str:
    """The address that the desk tells once, as a path."""
    form = {
        "kind": kind,
        "name": f"生产 {kind}",
        "contact": world.wang.pk,
        "level": "",
        "topic": TOPIC if kind == "sns" else "",
    }
    answer = desk(world.lead).post(f"/desk/customers/{world.blue.pk}/monitoring/source", form | said)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    address = answer.content.decode().split('class="told-once">', 1)[1].split("<", 1)[0]
    assert address not in look(desk(world.lead), f"/desk/customers/{world.blue.pk}/monitoring")
    return address[address.index("/hooks/") :]


def post(address: str, said: object) -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said)
    return Client().post(address, body, content_type="application/json")


def zabbix(value: str = "1", trigger: str = "10042", **said: object) -> dict[str, object]:
    return {
        "trigger_id": trigger,
        "trigger_name": "磁盘空间不足",
        "host": "web-1",
        "value": value,
        "severity": "High",
        "message": "已用 95%",
    } | said


def test_five_hundred_ringings_are_one_case(world: World, clock: StandingClock) -> None:
    address = source(world, "zabbix")
    numbers = set()
    for _ in range(500):
        answer = post(address, zabbix())
        assert answer.status_code == 200
        numbers.add(answer.json()["cases"][0])
    case = Case.objects.get()
    assert numbers == {case.number}
    assert (case.channel, case.customer, case.requester) == ("alarm", world.blue, world.wang)
    held = AlarmSeries.objects.get()
    assert (held.count, held.ringing, held.case) == (500, True, case)
    rang = Entry.objects.filter(stream=case.stream, verb="alarms.rang").order_by("pk")
    assert [one.facts["n"] for one in rang] == [1, 10, 100]
    assert Message.objects.filter(case=case).count() == 0
    other = post(address, zabbix(trigger="10043", trigger_name="内存不足"))
    assert other.json()["cases"][0] != case.number


def test_a_recovery_is_noted_and_closes_nothing(world: World, clock: StandingClock) -> None:
    address = source(world, "zabbix")
    assert post(address, zabbix("0")).json() == {"cases": [None]}  # of what nobody knew
    assert not Case.objects.exists()
    post(address, zabbix())
    case = Case.objects.get()
    post(address, zabbix("0"))
    post(address, zabbix("0"))
    case.refresh_from_db()
    assert case.is_open
    assert [one.body for one in case.messages.filter(kind="internal")] == ["告警已恢复：web-1 磁盘空间不足"]
    assert not AlarmSeries.objects.get().ringing
    post(address, zabbix())
    assert Case.objects.count() == 1
    assert AlarmSeries.objects.get().count == 2
    Case.objects.update(state="closed")
    post(address, zabbix())
    assert Case.objects.count() == 2  # what rings after the end is another case
    assert AlarmSeries.objects.get().count == 1


def test_nothing_during_maintenance(world: World, clock: StandingClock) -> None:
    address = source(world, "zabbix")
    window = MaintenanceWindow.objects.create(
        customer=world.blue, title="升级", work="重启", begins_at=clock.now, ends_at=clock.now + timedelta(hours=1), agreed_at=clock.now,
        by_name="陈主管",
    )  # fmt: skip
    assert post(address, zabbix()).json() == {"cases": [None]}
    assert not Case.objects.exists()
    assert AlarmSeries.objects.get().hushed == 1
    clock.forward(hours=1)
    assert post(address, zabbix()).json()["cases"][0]
    assert Case.objects.count() == 1
    window.delete()


def test_a_source_says_how_urgent_at_least_and_an_engineer_takes_it_as_any_other(
    world: World, clock: StandingClock
) -> None:
    address = source(world, "zabbix", level="P1")
    post(address, zabbix())
    case = Case.objects.get()
    assert case.priority == "P1"
    accept(case, world.duty, at=clock.forward(minutes=5))
    assert "监控告警" in look(desk(world.duty), f"/desk/cases/{case.number}")


def test_alertmanager_tells_many_at_once(world: World, clock: StandingClock) -> None:
    address = source(world, "alertmanager")

    def alert(name: str, status: str = "firing") -> dict[str, object]:
        return {
            "status": status, "labels": {"alertname": name, "instance": "10.0.0.1:9100", "severity": "critical"},
            "annotations": {"summary": f"{name} 过高", "description": "超过阈值"}, "fingerprint": f"f-{name}",
            "startsAt": "2026-03-02T02:00:00Z",
        }  # fmt: skip

    said = {"version": "4", "status": "firing", "alerts": [alert("CPU"), alert("内存"), alert("CPU")]}
    numbers = post(address, said).json()["cases"]
    assert len(numbers) == 3
    assert numbers[0] == numbers[2] != numbers[1]
    assert sorted(Case.objects.values_list("subject", flat=True)) == ["CPU 过高", "内存 过高"]
    post(address, {"version": "4", "status": "resolved", "alerts": [alert("CPU", "resolved")]})
    assert AlarmSeries.objects.get(key="f-CPU").ringing is False
    assert AlarmSeries.objects.get(key="f-内存").ringing is True


def test_eventbridge_tells_a_change_of_state(world: World, clock: StandingClock) -> None:
    address = source(world, "eventbridge")
    arn = "arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:orders-cpu"
    said = {
        "detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch", "account": "123456789012", "resources": [arn],
        "detail": {"alarmName": "orders-cpu", "state": {"value": "ALARM", "reason": "Threshold Crossed"}},
    }  # fmt: skip
    assert post(address, said).status_code == 200
    case = Case.objects.get()
    assert (case.subject, case.account) == ("orders-cpu", "123456789012")
    said["detail"] = {"alarmName": "orders-cpu", "state": {"value": "OK", "reason": "back"}}
    post(address, said)
    assert not AlarmSeries.objects.get().ringing


# ------------------------------------------------------------------ SNS


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Messages as SNS signs them; its certificate and its confirmation are answered here in its stead."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
    )
    certificate = (
        made.not_valid_before(begin).not_valid_after(begin + timedelta(days=900)).sign(key, hashes.SHA256())
    )
    fetched: list[str] = []

    def call(method: str, url: str, **wanted: Any) -> wire.Reply:
        fetched.append(url)
        return wire.Reply(
            200, {}, certificate.public_bytes(serialization.Encoding.PEM) if url == CERTIFICATE else b"<ok/>"
        )

    monkeypatch.setattr(wire, "call", call)
    sns._certificates.clear()

    def sign(kind: str = "Notification", version: str = "2", **said: Any) -> dict[str, Any]:
        message: dict[str, Any] = {
            "Type": kind, "MessageId": "m-1", "TopicArn": TOPIC, "Message": "hello", "Timestamp": "2026-03-02T02:00:00.000Z",
            "SignatureVersion": version, "SigningCertURL": CERTIFICATE,
        } | said  # fmt: skip
        names = sns.NOTIFICATION if kind == "Notification" else sns.CONFIRMATION
        text = "".join(f"{one}\n{message[one]}\n" for one in names if one in message)
        digest = hashes.SHA1() if version == "1" else hashes.SHA256()
        message["Signature"] = base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), digest)).decode()
        return message

    sign.fetched = fetched  # type: ignore[attr-defined]
    return sign


def alarm(state: str = "ALARM") -> str:
    return json.dumps({
        "AlarmName": "orders-cpu", "AlarmDescription": "订单库 CPU", "AWSAccountId": "123456789012", "NewStateValue": state,
        "NewStateReason": "Threshold Crossed", "AlarmArn": "arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:orders-cpu",
        "Trigger": {
            "MetricName": "CPUUtilization", "Namespace": "AWS/RDS", "Dimensions": [{"name": "DBInstanceIdentifier", "value": "orders"}],
        },
    })  # fmt: skip


@pytest.mark.parametrize("version", ["1", "2"])
def test_sns_is_confirmed_and_believed_by_its_signature(
    world: World, clock: StandingClock, signed: Callable[..., dict[str, Any]], version: str
) -> None:
    address = source(world, "sns")
    confirm = "https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription&Token=t"
    said = signed("SubscriptionConfirmation", version, Token="t", SubscribeURL=confirm)
    assert post(address, said).status_code == 200
    assert confirm in signed.fetched  # type: ignore[attr-defined]
    assert AlarmSource.objects.get().confirmed_at == clock.now
    assert post(address, signed(version=version, Message=alarm())).status_code == 200
    case = Case.objects.get()
    assert (case.subject, case.services, case.resources, case.account) == (
        "orders-cpu",
        ["RDS"],
        "orders",
        "123456789012",
    )
    assert post(address, signed(version=version, Message=alarm("OK"))).status_code == 200
    assert not AlarmSeries.objects.get().ringing


@pytest.mark.parametrize(
    "change",
    [
        {"Message": "another"}, {"Signature": "AAAA"}, {"Signature": "not base64!"}, {"SignatureVersion": "9"}, {"Type": "Something"},
        {"SigningCertURL": "https://evil.example/x.pem"}, {"SigningCertURL": "https://sns.cn-north-1.amazonaws.com.cn.evil.example/x.pem"},
        {"SigningCertURL": "http://sns.cn-north-1.amazonaws.com.cn/x.pem"}, {"SigningCertURL": "https://u@sns.cn-north-1.amazonaws.com.cn/x.pem"},
        {"TopicArn": "arn:aws-cn:sns:cn-north-1:123456789012:other"},
    ],
)  # fmt: skip
def test_what_sns_did_not_sign_is_refused_and_changes_nothing(
    world: World, clock: StandingClock, signed: Callable[..., dict[str, Any]], change: dict[str, str]
) -> None:
    address = source(world, "sns")
    answer = post(address, signed(Message=alarm()) | change)
    assert answer.status_code == 403
    assert not Case.objects.exists()
    assert not AlarmSeries.objects.exists()


def test_a_confirmation_that_leads_elsewhere_is_not_followed(
    world: World, clock: StandingClock, signed: Callable[..., dict[str, Any]]
) -> None:
    address = source(world, "sns")
    said = signed(
        "SubscriptionConfirmation", Token="t", SubscribeURL="http://169.254.169.254/latest/meta-data"
    )
    assert post(address, said).status_code == 403
    assert signed.fetched == [CERTIFICATE]  # type: ignore[attr-defined]
    assert AlarmSource.objects.get().confirmed_at is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422), (b"[]", 422), (b"{}", 422), (b"{", 422), (b"\xff", 422), (b'{"alerts": 1}', 422),
        (b"x" * 300_000, 413), (b'{"trigger_id": 1}', 422),
    ],
)  # fmt: skip
def test_what_nobody_can_read_is_refused(
    world: World, clock: StandingClock, body: bytes, status: int
) -> None:
    address = source(world, "zabbix")
    assert post(address, body).status_code == status
    assert not Case.objects.exists()


def test_the_address_is_the_key(world: World, clock: StandingClock) -> None:
    address = source(world, "zabbix")
    assert post(address[:-3] + "xyz", zabbix()).status_code == 404
    assert Client().get(address).status_code == 405
    held = AlarmSource.objects.get()
    desk(world.lead).post(f"/desk/customers/{world.blue.pk}/monitoring/source-end", {"source": held.pk})
    assert post(address, zabbix()).status_code == 404
    assert not Case.objects.exists()
    stranger = {"kind": "zabbix", "name": "x", "contact": world.zhao.pk}
    refused = desk(world.lead).post(f"/desk/customers/{world.blue.pk}/monitoring/source", stranger)
    assert refused.status_code == 422
