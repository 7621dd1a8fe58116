"""Which console page is the right one, what to pull, which API calls are risky, what an alarm says. Pure. [7.2-diagnostic-tools]"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

CONSOLE = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
SIGN_IN = {
    "aws": "signin.aws.amazon.com",
    "aws-cn": "signin.amazonaws.cn",
    "aws-us-gov": "signin.amazonaws-us-gov.com",
}
NOT_IN_CHINA = frozenset({"health", "advisor"})
"""Services that have no API in the China partition."""
MOST_METRICS = 12


def partition_has(kind: str, partition: str) -> bool:
    return partition != "aws-cn" or kind not in NOT_IN_CHINA


# ------------------------------------------------------------------ the console


@dataclass(frozen=True)
class Place:
    """Which account, where, and the time looked at."""

    partition: str
    region: str
    account_id: str
    role: str
    begin: datetime
    end: datetime


def console(kind: str, place: Place, resource: str = "", group: str = "", of: str = "") -> str:
    """The page of the console for this kind of evidence, region and time filled in; with a role, in the customer's account."""
    page = _page(kind, place, f"{of}:{resource}" if of in _PAGES else resource, group)
    address = f"https://{_host(place)}/{page}"
    if not place.role:
        return address
    into = f"account={place.account_id}&roleName={quote(place.role)}&displayName={quote(place.account_id)}"
    return f"https://{SIGN_IN[place.partition]}/switchrole?{into}&redirect_uri={quote(address, safe='')}"


def _host(place: Place) -> str:
    return f"{place.region}.{CONSOLE[place.partition]}"


def _page(kind: str, place: Place, resource: str, group: str) -> str:
    region = f"region={place.region}"
    begin, end = _zulu(place.begin), _zulu(place.end)
    match kind:
        case "metrics":
            graph = f"~(start~'{begin}~end~'{end}~region~'{place.region})"
            return f"cloudwatch/home?{region}#metricsV2:graph={graph}"
        case "alarms":
            return f"cloudwatch/home?{region}#alarmsV2:?~(alarmStateFilter~'ALARM)"
        case "logs":
            if not group:
                return f"cloudwatch/home?{region}#logsV2:log-groups"
            named = quote(quote(group, safe=""), safe="").replace("%", "$")
            window = f"$3Fstart$3D{_millis(place.begin)}$26end$3D{_millis(place.end)}"
            return f"cloudwatch/home?{region}#logsV2:log-groups/log-group/{named}/log-events{window}"
        case "traces":
            return f"cloudwatch/home?{region}#xray:traces/query?~(query~()~context~(timeRange~(start~'{begin}~end~'{end})))"
        case "trail":
            named = f"&ResourceName={quote(resource)}" if resource else "&ReadOnly=false"
            return f"cloudtrailv2/home?{region}#/events?StartTime={quote(begin)}&EndTime={quote(end)}{named}"
        case "health":
            return f"health/home?{region}#/account/dashboard/open-issues"
        case "advisor":
            return "trustedadvisor/home#/dashboard"
    return _resource(resource, region)


_PAGES = {
    "rds": "rds/home?{region}#database:id={name}",
    "lambda": "lambda/home?{region}#/functions/{name}",
    "dynamodb": "dynamodbv2/home?{region}#table?name={name}",
    "elasticache": "elasticache/home?{region}#/redis/{name}",
}


def _resource(resource: str, region: str) -> str:
    """The page of one thing; the console's front page where nothing is known of it."""
    if resource.startswith("i-"):
        return f"ec2/home?{region}#InstanceDetails:instanceId={resource}"
    if resource.startswith("vol-"):
        return f"ec2/home?{region}#VolumeDetails:volumeId={resource}"
    if resource.startswith("sg-"):
        return f"ec2/home?{region}#SecurityGroup:groupId={resource}"
    service, _, name = resource.partition(":")
    if found := _ARN.search(resource):
        service, name = found["service"], found["name"]
    if service in _PAGES:
        return _PAGES[service].format(region=region, name=name)
    return f"console/home?{region}"


def _zulu(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


# ------------------------------------------------------------------ what to pull


@dataclass(frozen=True)
class Series:
    namespace: str
    name: str
    dimension: str
    value: str
    statistic: str = "Average"


_ARN = re.compile(
    r"arn:aws[a-z-]*:(?P<service>[a-z0-9-]+):[a-z0-9-]*:\d*:(?P<kind>[a-z]+)[:/](?P<name>[A-Za-z0-9/_.-]+)"
)
_INSTANCE = re.compile(r"\bi-[0-9a-f]{8,17}\b")
_VOLUME = re.compile(r"\bvol-[0-9a-f]{8,17}\b")
_NAT = re.compile(r"\bnat-[0-9a-f]{8,17}\b")
_NAMED = re.compile(
    r"(?<![:\w-])(rds|dynamodb|lambda|elasticache)\s*[:：]\s*([A-Za-z0-9_.-]{1,80})", re.IGNORECASE
)
OF: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "ec2": ("AWS/EC2", "InstanceId", (("CPUUtilization", "Average"), ("StatusCheckFailed", "Maximum"), ("NetworkIn", "Sum"))),
    "ebs": ("AWS/EBS", "VolumeId", (("VolumeQueueLength", "Average"), ("BurstBalance", "Minimum"))),
    "nat": ("AWS/NATGateway", "NatGatewayId", (("ErrorPortAllocation", "Sum"), ("ActiveConnectionCount", "Maximum"))),
    "rds": (
        "AWS/RDS", "DBInstanceIdentifier",
        (("CPUUtilization", "Average"), ("FreeStorageSpace", "Minimum"), ("DatabaseConnections", "Maximum")),
    ),
    "dynamodb": ("AWS/DynamoDB", "TableName", (("ReadThrottleEvents", "Sum"), ("WriteThrottleEvents", "Sum"))),
    "lambda": ("AWS/Lambda", "FunctionName", (("Errors", "Sum"), ("Throttles", "Sum"), ("Duration", "p99"))),
    "elasticache": ("AWS/ElastiCache", "CacheClusterId", (("DatabaseMemoryUsagePercentage", "Maximum"), ("Evictions", "Sum"))),
    "elb": (
        "AWS/ApplicationELB", "LoadBalancer",
        (("HTTPCode_ELB_5XX_Count", "Sum"), ("TargetResponseTime", "p99"), ("RejectedConnectionCount", "Sum")),
    ),
}  # fmt: skip


def resources_in(text: str) -> list[tuple[str, str]]:
    """(kind, name) of every AWS resource that the text names: ids, ARNs, and "rds: orders"."""
    found = [("ec2", one) for one in _INSTANCE.findall(text)]
    found += [("ebs", one) for one in _VOLUME.findall(text)] + [("nat", one) for one in _NAT.findall(text)]
    for match in _ARN.finditer(text):
        kind = {"elasticloadbalancing": "elb"}.get(match["service"], match["service"])
        wanted = {"rds": "db", "elb": "loadbalancer"}.get(kind, match["kind"])
        if kind in OF and match["kind"] == wanted:
            found.append((kind, match["name"]))
    found += [(kind.lower(), name) for kind, name in _NAMED.findall(text)]
    return list(dict.fromkeys(found))


def series_for(resources: Sequence[tuple[str, str]]) -> list[Series]:
    """The metrics worth a look for these, the first resources first."""
    found = [
        Series(OF[kind][0], name, OF[kind][1], resource, statistic)
        for kind, resource in resources if kind in OF
        for name, statistic in OF[kind][2]
    ]  # fmt: skip
    return found[:MOST_METRICS]


def around(moment: datetime, minutes: int) -> tuple[datetime, datetime]:
    """The window around a moment: three quarters before it, a quarter after."""
    return moment - timedelta(minutes=minutes * 3 // 4), moment + timedelta(minutes=minutes // 4)


def period_for(begin: datetime, end: datetime) -> int:
    """Seconds of one point: so that there are at most a few hundred."""
    seconds = max((end - begin).total_seconds(), 1)
    return next(one for one in (60, 300, 900, 3600, 21_600, 86_400) if seconds / one <= 200 or one == 86_400)


# ------------------------------------------------------------------ risky calls


def is_risky(name: str, risky: Sequence[str]) -> bool:
    """Whether an API call is one that a security look begins with; a trailing * stands for any ending."""
    return any(name.startswith(one[:-1]) if one.endswith("*") else name == one for one in risky)


# ------------------------------------------------------------------ alarms


@dataclass(frozen=True)
class Rang:
    """One ringing or recovery as any source tells it. `key` names the alarm for ever."""

    key: str
    title: str
    text: str
    ringing: bool
    services: tuple[str, ...] = ()
    resources: str = ""
    account: str = ""


def from_cloudwatch(said: Mapping[str, Any]) -> Rang:
    """The JSON that CloudWatch sends through SNS. KeyError or TypeError where it is none."""
    trigger = said.get("Trigger") or {}
    dimensions = {str(one["name"]): str(one["value"]) for one in trigger.get("Dimensions", [])}
    metric = f"{trigger.get('Namespace', '')} {trigger.get('MetricName', '')}".strip()
    lines = [str(said.get("AlarmDescription") or ""), str(said["NewStateReason"]), metric, _pairs(dimensions)]
    return Rang(
        str(said.get("AlarmArn") or said["AlarmName"]), str(said["AlarmName"]), _joined(lines), said["NewStateValue"] == "ALARM",
        _service(str(trigger.get("Namespace", ""))), " ".join(dimensions.values()), str(said.get("AWSAccountId", "")),
    )  # fmt: skip


def from_eventbridge(said: Mapping[str, Any]) -> Rang:
    """An event "CloudWatch Alarm State Change", or any other event, which rings once."""
    detail = said.get("detail") or {}
    if said["detail-type"] != "CloudWatch Alarm State Change":
        text = _joined(
            [str(said["detail-type"]), str(said.get("source", "")), " ".join(said.get("resources", []))]
        )
        return Rang(
            f"{said.get('source')}:{said['detail-type']}",
            str(said["detail-type"]),
            text,
            True,
            account=str(said.get("account", "")),
        )
    state = detail["state"]
    resources = [str(one) for one in said.get("resources", [])]
    return Rang(
        resources[0] if resources else str(detail["alarmName"]), str(detail["alarmName"]), _joined([str(state.get("reason", ""))]),
        state["value"] == "ALARM", account=str(said.get("account", "")),
    )  # fmt: skip


def from_alertmanager(said: Mapping[str, Any]) -> list[Rang]:
    """Every alert of one notification of Alertmanager (webhook version 4)."""
    found = []
    for one in said["alerts"]:
        labels, notes = dict(one["labels"]), dict(one.get("annotations") or {})
        title = str(notes.get("summary") or labels.get("alertname") or "alert")
        text = _joined([str(notes.get("description", "")), _pairs(labels), str(one.get("generatorURL", ""))])
        key = str(one.get("fingerprint") or _pairs(labels))
        found.append(
            Rang(key, title, text, one["status"] == "firing", resources=str(labels.get("instance", "")))
        )
    return found


def from_zabbix(said: Mapping[str, Any]) -> Rang:
    """What the webhook of docs/aws-evidence.md sends: trigger, host, value 1 (problem) or 0 (recovered)."""
    host, name = str(said.get("host", "")), str(said["trigger_name"])
    text = _joined([str(said.get("message", "")), f"severity={said.get('severity', '')}", f"host={host}"])
    return Rang(
        f"{said['trigger_id']}:{host}",
        f"{host} {name}".strip(),
        text,
        str(said["value"]) == "1",
        resources=host,
    )


def _service(namespace: str) -> tuple[str, ...]:
    name = namespace.removeprefix("AWS/")
    return (
        ({"ApplicationELB": "ELB", "NetworkELB": "ELB"}.get(name, name),)
        if namespace.startswith("AWS/")
        else ()
    )


def _pairs(said: Mapping[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(said.items()))


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(line for line in lines if line.strip())
