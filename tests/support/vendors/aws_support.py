"""AWS Support as its API reference says (version 2013-04-15; JSON 1.1: one address, the operation in X-Amz-Target), with AssumeRole of STS
beside it (query protocol, XML). It checks that a request is signed for its service and region, keeps cases, and can be told to
answer with each of the documented errors. `answers` says what the people at AWS write.
"""

from __future__ import annotations

import base64
import itertools
import re
from datetime import UTC, datetime
from typing import Any

from shounuo.kernel import clock
from tests.support.vendors.base import Asked, Said

SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[A-Z0-9]+)/\d{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z]+)/aws4_request"
)
SEVERITIES = ("low", "normal", "high", "urgent", "critical")
SERVICES = [
    {"code": "general-info", "name": "General Info and Getting Started", "categories": [{"code": "using-aws", "name": "Using AWS"}]},
    {"code": "amazon-relational-database-service-mysql", "name": "Relational Database Service (RDS)",
     "categories": [{"code": "performance", "name": "Performance"}, {"code": "other", "name": "Other"}]},
    {"code": "amazon-elastic-compute-cloud-linux", "name": "Elastic Compute Cloud (EC2 - Linux)",
     "categories": [{"code": "instance-issue", "name": "Instance Issue"}]},
]  # fmt: skip
PAGE = 2
"""Communications on one page, so that reading on is needed."""


def no(code: str, words: str, status: int = 400) -> Said:
    kind = {"x-amzn-errortype": code}
    return Said({"__type": code, "message": words}, status=status, headers=kind)


class AwsSupport:
    """One account's Support Center, with its keys."""

    def __init__(self, key: str = "AKIASHOUNUOTEST00001") -> None:
        self.key = key
        self.assumed = ""
        """The role whose keys were given out last."""
        self.cases: dict[str, dict[str, Any]] = {}
        self.said: dict[str, list[dict[str, Any]]] = {}
        self.files: dict[str, tuple[str, str]] = {}
        self.sets: dict[str, list[str]] = {}
        self._next = itertools.count(1)

    def answers(self, case_id: str, body: str, *files: tuple[str, bytes]) -> None:
        """Somebody at AWS writes."""
        self._write(case_id, body, "Amazon Web Services", [self._keep(name, data) for name, data in files])
        self.cases[case_id]["status"] = "pending-customer-action"

    def answer(self, asked: Asked) -> Said:
        if asked.body.startswith(b"Action=AssumeRole"):
            return self._role(asked)
        signed = SIGNED.search(asked.headers.get("authorization", ""))
        if signed is None:
            return no("MissingAuthenticationTokenException", "Request is missing Authentication Token", 403)
        if signed["service"] != "support" or signed["region"] not in ("us-east-1", "us-gov-west-1"):
            return no("SignatureDoesNotMatch", "Credential should be scoped to a valid region", 403)
        if signed["key"] not in (self.key, "ASIAROLE000000000001"):
            return no(
                "UnrecognizedClientException", "The security token included in the request is invalid", 403
            )
        operation = asked.headers.get("x-amz-target", "").removeprefix("AWSSupport_20130415.")
        act = getattr(self, "_" + re.sub(r"(?<!^)([A-Z])", r"_\1", operation).lower(), None)
        return act(asked.json()) if act else no("UnknownOperationException", operation, 404)

    def trouble(self, what: str, asked: Asked) -> Said:
        return {
            "throttle": no("ThrottlingException", "Rate exceeded"),
            "no plan": no(
                "SubscriptionRequiredException",
                "Premium Support Subscription is required to use this service.",
            ),
            "limit": no("CaseCreationLimitExceeded", "You have exceeded the case creation limit"),
            "expired": no(
                "ExpiredTokenException", "The security token included in the request is expired", 403
            ),
            "internal": no("InternalServerError", "An internal server error occurred", 500),
        }[what]

    # ------------------------------------------------------------ operations

    def _describe_services(self, wanted: dict[str, Any]) -> Said:
        return Said({"services": SERVICES})

    def _create_case(self, wanted: dict[str, Any]) -> Said:
        known = {one["code"] for one in SERVICES}
        if wanted.get("serviceCode") not in known or wanted.get("severityCode") not in SEVERITIES:
            return no("ValidationException", "Invalid service or severity code")
        if not wanted.get("subject") or not wanted.get("communicationBody"):
            return no("ValidationException", "subject and communicationBody are required")
        number = next(self._next)
        case_id = f"case-111122223333-muen-2026-{number:016x}"
        self.cases[case_id] = {
            "caseId": case_id, "displayId": f"1760000{number:04d}", "subject": wanted["subject"], "status": "opened",
            "serviceCode": wanted["serviceCode"], "categoryCode": wanted["categoryCode"], "severityCode": wanted["severityCode"],
            "submittedBy": "shounuo@house.example", "timeCreated": self._now(), "language": wanted.get("language", "en"),
        }  # fmt: skip
        self._write(case_id, wanted["communicationBody"], "shounuo@house.example", [])
        return Said({"caseId": case_id}, took=dict(wanted))

    def _describe_cases(self, wanted: dict[str, Any]) -> Said:
        ids = wanted.get("caseIdList") or list(self.cases)
        if any(one not in self.cases for one in ids):
            return no("CaseIdNotFound", "The requested caseId couldn't be located.")
        since = wanted.get("afterTime", "")
        return Said({"cases": [self.cases[one] for one in ids if self.cases[one]["timeCreated"] >= since]})

    def _describe_communications(self, wanted: dict[str, Any]) -> Said:
        if wanted["caseId"] not in self.cases:
            return no("CaseIdNotFound", "The requested caseId couldn't be located.")
        first = int(wanted.get("nextToken") or 0)
        newest = list(reversed(self.said[wanted["caseId"]]))
        more = {"nextToken": str(first + PAGE)} if len(newest) > first + PAGE else {}
        return Said({"communications": newest[first : first + PAGE], **more})

    def _add_attachments_to_set(self, wanted: dict[str, Any]) -> Said:
        if len(wanted["attachments"]) > 3:
            return no("AttachmentLimitExceeded", "The limit for the number of attachment sets was exceeded.")
        name = f"set-{next(self._next)}"
        self.sets[name] = [
            self._keep(one["fileName"], base64.b64decode(one["data"])) for one in wanted["attachments"]
        ]
        return Said({"attachmentSetId": name, "expiryTime": self._now()})

    def _add_communication_to_case(self, wanted: dict[str, Any]) -> Said:
        if wanted["caseId"] not in self.cases:
            return no("CaseIdNotFound", "The requested caseId couldn't be located.")
        files = self.sets.get(wanted.get("attachmentSetId", ""), [])
        self._write(wanted["caseId"], wanted["communicationBody"], "shounuo@house.example", files)
        return Said({"result": True}, took=dict(wanted))

    def _describe_attachment(self, wanted: dict[str, Any]) -> Said:
        if wanted["attachmentId"] not in self.files:
            return no("AttachmentIdNotFound", "An attachment with the specified ID could not be found.")
        name, data = self.files[wanted["attachmentId"]]
        return Said({"attachment": {"fileName": name, "data": data}})

    def _resolve_case(self, wanted: dict[str, Any]) -> Said:
        case = self.cases[wanted["caseId"]]
        was, case["status"] = case["status"], "resolved"
        return Said({"initialCaseStatus": was, "finalCaseStatus": "resolved"}, took=dict(wanted))

    # ------------------------------------------------------------ inside

    def _role(self, asked: Asked) -> Said:
        self.assumed = asked.form()["RoleArn"]
        given = (
            "<AssumeRoleResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><AssumeRoleResult><Credentials>"
            "<AccessKeyId>ASIAROLE000000000001</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
            "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
        )
        return Said(given.encode(), headers={"Content-Type": "text/xml"})

    def _keep(self, name: str, data: bytes) -> str:
        attachment = f"attachment-{next(self._next)}"
        self.files[attachment] = (name, base64.b64encode(data).decode())
        return attachment

    def _write(self, case_id: str, body: str, who: str, files: list[str]) -> None:
        held = [{"attachmentId": one, "fileName": self.files[one][0]} for one in files]
        said = {
            "caseId": case_id,
            "body": body,
            "submittedBy": who,
            "timeCreated": self._now(),
            "attachmentSet": held,
        }
        self.said.setdefault(case_id, []).append(said)

    def _now(self) -> str:
        """To the thousandth, and never twice the same."""
        at = datetime.fromtimestamp((clock.real_now() + clock.ahead()).timestamp(), UTC)
        return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{next(self._next):03d}Z"
