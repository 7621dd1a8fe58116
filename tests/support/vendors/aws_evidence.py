"""AWS as its API references say, for reading: CloudWatch, Logs, CloudTrail, Health and Support in JSON (one address, the operation in
X-Amz-Target), X-Ray in REST, AssumeRole and GetCallerIdentity of STS in the query protocol. It checks that each request is signed for its
service and region, and with whose keys, knows what a partition does not have, and can be told to answer with each documented error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.support.vendors.aws_support import SIGNED, no
from tests.support.vendors.base import Asked, Said

T0 = 1772416800
"""2026-03-02 02:00:00 UTC, the moment at which stories begin."""
ROLE_KEY = "ASIAROLE000000000001"


def xml(action: str, inside: str) -> Said:
    text = f"<{action}Response><{action}Result>{inside}</{action}Result></{action}Response>"
    return Said(text.encode(), headers={"Content-Type": "text/xml"})


class AwsAccountToRead:
    """One account, its keys, and what happened in it."""

    def __init__(
        self, key: str = "AKIASHOUNUOTEST00001", partition: str = "aws-cn", external_id: str = "shounuo-42"
    ) -> None:
        self.key, self.partition, self.external_id = key, partition, external_id
        self.asked: list[str] = []

    def answer(self, asked: Asked) -> Said:
        signed = SIGNED.search(asked.headers.get("authorization", ""))
        if signed is None:
            return no("MissingAuthenticationTokenException", "Request is missing Authentication Token", 403)
        if signed["key"] not in (self.key, ROLE_KEY):
            return no(
                "UnrecognizedClientException", "The security token included in the request is invalid", 403
            )
        if asked.body.startswith(b"Action="):
            return self._sts(asked)
        if asked.path == "/TraceSummaries":
            return self._read("traces", signed, "xray", self._traces)
        target = asked.headers.get("x-amz-target", "")
        operations: dict[str, tuple[str, str, Callable[[dict[str, Any]], Said]]] = {
            "GraniteServiceVersion20100801.GetMetricData": ("metrics", "monitoring", self._metrics),
            "GraniteServiceVersion20100801.DescribeAlarms": ("alarms", "monitoring", self._alarms),
            "Logs_20140328.FilterLogEvents": ("logs", "logs", self._logs),
            "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents": (
                "trail",
                "cloudtrail",
                self._trail,
            ),
            "CloudTrail_20131101.LookupEvents": ("trail", "cloudtrail", self._trail),
            "AWSHealth_20160804.DescribeEvents": ("health", "health", self._health),
            "AWSSupport_20130415.DescribeTrustedAdvisorChecks": ("advisor", "support", self._checks),
            "AWSSupport_20130415.DescribeTrustedAdvisorCheckSummaries": (
                "advisor",
                "support",
                self._summaries,
            ),
        }
        if target not in operations:
            return no("UnknownOperationException", target, 404)
        name, service, act = operations[target]
        return self._read(name, signed, service, lambda: act(asked.json()))

    def trouble(self, what: str, asked: Asked) -> Said:
        return {
            "throttle": no("ThrottlingException", "Rate exceeded"),
            "expired": no(
                "ExpiredTokenException", "The security token included in the request is expired", 403
            ),
            "denied": no("AccessDeniedException", "User is not authorized to perform this action", 400),
        }[what]

    def _read(self, name: str, signed: re.Match[str], service: str, act: Callable[[], Said]) -> Said:
        if signed["service"] != service:
            return no("SignatureDoesNotMatch", "Credential should be scoped to the service", 403)
        if self.partition == "aws-cn" and name in ("health", "advisor"):
            return no("UnknownEndpoint", "this partition has no such API", 404)
        self.asked.append(f"{name}@{signed['region']} by {signed['key']}")
        return act()

    def _sts(self, asked: Asked) -> Said:
        form = asked.form()
        if form["Action"] == "GetCallerIdentity":
            return xml(
                "GetCallerIdentity",
                f"<Arn>arn:{self.partition}:sts::123456789012:assumed-role/ShounuoReadOnly/shounuo-evidence</Arn>",
            )
        if form.get("ExternalId") != self.external_id:
            words = b"<Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message>"
            body = b"<ErrorResponse><Error>" + words + b"</Error></ErrorResponse>"
            return Said(body, status=403, headers={"Content-Type": "text/xml"})
        keys = "<AccessKeyId>ASIAROLE000000000001</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
        return xml(
            "AssumeRole", f"<Credentials>{keys}<Expiration>2036-01-01T00:00:00Z</Expiration></Credentials>"
        )

    # ------------------------------------------------------------ what happened

    def _metrics(self, wanted: dict[str, Any]) -> Said:
        points = {
            "Timestamps": [T0 - 600, T0 - 300, T0],
            "Values": [12.5, 55.0, 99.2],
            "StatusCode": "Complete",
        }
        results = [{"Id": one["Id"], "Label": one["Label"], **points} for one in wanted["MetricDataQueries"]]
        return Said({"MetricDataResults": results}, took=wanted)

    def _alarms(self, wanted: dict[str, Any]) -> Said:
        if wanted["StateValue"] != "ALARM":
            return Said({"MetricAlarms": []})
        return Said({"MetricAlarms": [{
            "AlarmName": "orders-cpu", "StateValue": "ALARM", "StateReason": "Threshold Crossed: 1 datapoint (99.2) was greater than 90",
            "StateUpdatedTimestamp": T0 - 120, "Namespace": "AWS/RDS", "MetricName": "CPUUtilization",
        }]})  # fmt: skip

    def _logs(self, wanted: dict[str, Any]) -> Said:
        if wanted["logGroupName"] != "/app/orders":
            return no("ResourceNotFoundException", "The specified log group does not exist.")
        line = "ERROR <script>alert(1)</script> connection refused"
        return Said(
            {"events": [{"timestamp": (T0 - 60) * 1000, "logStreamName": "web-1", "message": line}]},
            took=wanted,
        )

    def _traces(self) -> Said:
        return Said({"TraceSummaries": [{
            "Id": "1-69a4e-abc", "Duration": 5.2, "HasFault": True, "HasError": False, "HasThrottle": False,
            "Http": {"HttpURL": "https://shop.example/pay", "HttpStatus": 502}, "ServiceIds": [{"Name": "pay"}, {"Name": "orders"}],
        }]})  # fmt: skip

    def _trail(self, wanted: dict[str, Any]) -> Said:
        if "NextToken" not in wanted:
            return Said({"Events": [self._event("StopLogging", T0 - 200, "mallory")], "NextToken": "more"})
        return Said({"Events": [self._event("UpdateService", T0 - 400, "ci")]})

    def _event(self, name: str, at: int, who: str) -> dict[str, Any]:
        whole = {"sourceIPAddress": "198.51.100.7", "eventName": name}
        return {
            "EventName": name, "EventTime": at, "Username": who, "EventSource": "cloudtrail.amazonaws.com",
            "Resources": [{"ResourceName": "main"}], "CloudTrailEvent": json.dumps(whole),
        }  # fmt: skip

    def _health(self, wanted: dict[str, Any]) -> Said:
        return Said({"events": [{
            "arn": "arn:aws:health:us-west-2::event/RDS/x", "service": "RDS", "eventTypeCode": "AWS_RDS_OPERATIONAL_ISSUE",
            "eventTypeCategory": "issue", "region": "us-west-2", "statusCode": "open", "startTime": T0 - 3600,
        }]})  # fmt: skip

    def _checks(self, wanted: dict[str, Any]) -> Said:
        return Said({"checks": [
            {"id": "c1", "name": "安全组 – 不受限制的特定端口", "category": "security", "description": "", "metadata": []},
            {"id": "c2", "name": "空闲的负载均衡器", "category": "cost_optimizing", "description": "", "metadata": []},
        ]})  # fmt: skip

    def _summaries(self, wanted: dict[str, Any]) -> Said:
        summary = {
            "resourcesProcessed": 9,
            "resourcesFlagged": 4,
            "resourcesIgnored": 0,
            "resourcesSuppressed": 0,
        }
        spending = {"costOptimizing": {"estimatedMonthlySavings": 0.0, "estimatedPercentMonthlySavings": 0.0}}
        rest = {
            "timestamp": "2026-03-02T00:00:00Z",
            "resourcesSummary": summary,
            "categorySpecificSummary": spending,
        }
        return Said(
            {
                "summaries": [
                    {"checkId": "c1", "status": "error"} | rest,
                    {"checkId": "c2", "status": "ok"} | rest,
                ]
            }
        )
