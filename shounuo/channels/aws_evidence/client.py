"""One account of one region, read-only: each method makes one kind of request and gives plain rows, or why there are none. [7.2-*]

What AWS calls its things stays here; rows are plain JSON, moments in ISO, so that a snapshot reads the same in ten years.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shounuo.channels.aws_support.client import Access, Found, client_for, kept
from shounuo.channels.aws_support.rules import REGION_OF, Trouble, judge

MOST_LINES, MOST_EVENTS, MOST_TRACES = 200, 200, 100
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Metric:
    """A series: namespace, name, dimensions, statistic."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    statistic: str = "Average"


class Account:
    """The customer's account as our role in it sees it."""

    def __init__(self, access: Access, partition: str, region: str, account_id: str) -> None:
        self.access, self.partition, self.region, self.account_id = access, partition, region, account_id

    def metrics(
        self, wanted: Sequence[Metric], begin: datetime, end: datetime, period: int
    ) -> Rows | Trouble:
        """A row a series: label, unit of time, [[moment, value], …] in order."""
        queries = [
            {
                "Id": f"m{n}", "ReturnData": True, "Label": f"{one.name} {' '.join(one.dimensions.values())}".strip(),
                "MetricStat": {
                    "Metric": {
                        "Namespace": one.namespace, "MetricName": one.name,
                        "Dimensions": [{"Name": name, "Value": value} for name, value in one.dimensions.items()],
                    },
                    "Period": period, "Stat": one.statistic,
                },
            }
            for n, one in enumerate(wanted)
        ]  # fmt: skip
        said = self._ask(
            "cloudwatch",
            "get_metric_data",
            MetricDataQueries=queries,
            StartTime=begin,
            EndTime=end,
            ScanBy="TimestampAscending",
        )
        if isinstance(said, Trouble):
            return said
        return [_series(one, period) for one in said.get("MetricDataResults", [])]

    def alarms(self) -> Rows | Trouble:
        """Alarms that ring or lack data now."""
        rows: Rows = []
        for state in ("ALARM", "INSUFFICIENT_DATA"):
            said = self._ask("cloudwatch", "describe_alarms", StateValue=state, MaxRecords=100)
            if isinstance(said, Trouble):
                return said
            rows += [_alarm(one, state) for one in said.get("MetricAlarms", [])]
        return rows

    def logs(self, group: str, pattern: str, begin: datetime, end: datetime) -> Rows | Trouble:
        """Lines of a log group that match, the oldest first."""
        wanted = {"filterPattern": pattern} if pattern else {}
        said = self._ask(
            "logs",
            "filter_log_events",
            logGroupName=group,
            startTime=_millis(begin),
            endTime=_millis(end),
            limit=MOST_LINES,
            **wanted,
        )
        if isinstance(said, Trouble):
            return said
        return [
            {"at": _of_millis(one["timestamp"]), "stream": one.get("logStreamName", ""), "text": one.get("message", "")[:2000]}
            for one in said.get("events", [])
        ]  # fmt: skip

    def traces(self, begin: datetime, end: datetime) -> Rows | Trouble:
        """Traces that failed or were slow: id, seconds, what went wrong, where."""
        said = self._ask(
            "xray",
            "get_trace_summaries",
            StartTime=begin,
            EndTime=end,
            Sampling=False,
            FilterExpression="error OR fault OR throttle",
        )
        if isinstance(said, Trouble):
            return said
        return [
            {
                "id": one["Id"], "seconds": round(float(one.get("Duration") or 0), 3), "url": (one.get("Http") or {}).get("HttpURL", ""),
                "status": (one.get("Http") or {}).get("HttpStatus"), "fault": bool(one.get("HasFault")), "error": bool(one.get("HasError")),
                "throttled": bool(one.get("HasThrottle")), "services": [each.get("Name", "") for each in one.get("ServiceIds", [])],
            }
            for one in said.get("TraceSummaries", [])[:MOST_TRACES]
        ]  # fmt: skip

    def trail(self, begin: datetime, end: datetime, resource: str = "") -> Rows | Trouble:
        """API calls that changed something, the oldest first."""
        wanted = (
            [{"AttributeKey": "ResourceName", "AttributeValue": resource}]
            if resource
            else [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]
        )
        rows: Rows = []
        token = ""
        for _ in range(4):
            said = self._ask(
                "cloudtrail",
                "lookup_events",
                LookupAttributes=wanted,
                StartTime=begin,
                EndTime=end,
                MaxResults=50,
                **({"NextToken": token} if token else {}),
            )
            if isinstance(said, Trouble):
                return said
            rows += [_event(one) for one in said.get("Events", [])]
            token = said.get("NextToken", "")
            if not token:
                break
        return sorted(rows, key=lambda row: str(row["at"]))[-MOST_EVENTS:]

    def health(self, begin: datetime) -> Rows | Trouble:
        """Events of AWS Health that are open or began since, for this region and the whole account."""
        wanted = {"regions": [self.region, "global"], "lastUpdatedTimes": [{"from": begin}]}
        said = self._ask(
            "health", "describe_events", region=REGION_OF[self.partition], filter=wanted, maxResults=50
        )
        if isinstance(said, Trouble):
            return said
        return [_health(one) for one in said.get("events", [])]

    def advisor(self) -> Rows | Trouble:
        """Checks of Trusted Advisor that are not green."""
        region = REGION_OF[self.partition]
        known = self._ask(
            "support", "describe_trusted_advisor_checks", region=region, language=self.access.language
        )
        if isinstance(known, Trouble):
            return known
        names = {one["id"]: one for one in known.get("checks", [])}
        said = self._ask(
            "support", "describe_trusted_advisor_check_summaries", region=region, checkIds=list(names)
        )
        if isinstance(said, Trouble):
            return said
        return [
            {
                "name": names[one["checkId"]]["name"], "category": names[one["checkId"]].get("category", ""), "state": one["status"],
                "flagged": (one.get("resourcesSummary") or {}).get("resourcesFlagged", 0),
            }
            for one in said.get("summaries", []) if one.get("status") in ("warning", "error") and one["checkId"] in names
        ]  # fmt: skip

    def who(self) -> str | Trouble:
        """The identity we are there: whether the access works at all."""
        said = self._ask("sts", "get_caller_identity")
        return said if isinstance(said, Trouble) else str(said.get("Arn", ""))

    # ------------------------------------------------------------ inside

    def _ask(self, service: str, operation: str, region: str = "", **wanted: Any) -> Found | Trouble:
        from botocore import exceptions

        try:
            return dict(getattr(self._line(service, region or self.region), operation)(**wanted))
        except exceptions.ClientError as error:
            told = error.response.get("Error", {})
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            return judge(str(told.get("Code", "")), int(status), str(told.get("Message", ""))[:300])
        except (
            exceptions.HTTPClientError
        ) as error:  # no connection, too slow, broken: reading may be repeated
            return Trouble("again", type(error).__name__, str(error)[:300])
        except exceptions.BotoCoreError as error:
            return Trouble("failed", type(error).__name__, str(error)[:300])

    def _line(self, service: str, region: str) -> Any:
        key = (self.access, self.partition, self.account_id, service, region)
        return kept(key, lambda: client_for(service, self.access, region, self._keys()))

    def _keys(self) -> tuple[str, str, str]:
        """Our role in the customer's account; without a role the keys themselves are the customer's."""
        if not self.access.role:
            return self.access.key, self.access.secret, ""
        return kept((self.access, self.partition, self.account_id, "keys"), self._assumed)  # type: ignore[no-any-return]

    def _assumed(self) -> tuple[str, str, str]:
        sts: Callable[..., Any] = client_for(
            "sts", self.access, self.region, (self.access.key, self.access.secret, "")
        ).assume_role
        named = {"ExternalId": self.access.external_id} if self.access.external_id else {}
        role = f"arn:{self.partition}:iam::{self.account_id}:role/{self.access.role}"
        given = sts(RoleArn=role, RoleSessionName="shounuo-evidence", **named)["Credentials"]
        return given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]


def _series(one: Mapping[str, Any], period: int) -> dict[str, Any]:
    points = zip(one["Timestamps"], one["Values"], strict=True)
    return {"label": one["Label"], "period": period, "points": [[_iso(at), value] for at, value in points]}


def _alarm(one: Mapping[str, Any], state: str) -> dict[str, Any]:
    metric = f"{one.get('Namespace', '')} {one.get('MetricName', '')}".strip()
    since = _iso(one.get("StateUpdatedTimestamp"))
    return {
        "name": one["AlarmName"],
        "state": state,
        "why": one.get("StateReason", ""),
        "since": since,
        "metric": metric,
    }


def _health(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "arn": one["arn"], "service": one.get("service", ""), "type": one.get("eventTypeCode", ""), "region": one.get("region", ""),
        "category": one.get("eventTypeCategory", ""), "state": one.get("statusCode", ""), "begins": _iso(one.get("startTime")),
        "ends": _iso(one.get("endTime")),
    }  # fmt: skip


def _event(one: Mapping[str, Any]) -> dict[str, Any]:
    try:
        whole = json.loads(one.get("CloudTrailEvent") or "{}")
    except ValueError:
        whole = {}
    return {
        "at": _iso(one.get("EventTime")), "name": one.get("EventName", ""), "source": one.get("EventSource", ""),
        "who": one.get("Username", ""), "from": whole.get("sourceIPAddress", ""), "error": whole.get("errorCode", ""),
        "resources": [each.get("ResourceName", "") for each in one.get("Resources", [])][:5],
    }  # fmt: skip


def _iso(at: Any) -> str:
    return at.isoformat() if isinstance(at, datetime) else ""


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _of_millis(millis: int) -> str:
    from datetime import UTC

    return datetime.fromtimestamp(millis / 1000, UTC).isoformat()
