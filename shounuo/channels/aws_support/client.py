"""One person's call at AWS Support: each method makes one request and gives what AWS said, or why it did not work.

Nothing is tried twice here: CreateCase has no token that would make it safe to repeat, so whoever repeats looks first (`find`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shounuo.channels.aws_support.rules import REGION_OF, Trouble, judge
from shounuo.kernel import clock

CONNECT, READ = 4, 15
"""Seconds."""
MOST_PAGES = 10
MOST_ATTACHED = 3
"""Files in one set, as AWS counts; 5 MB each."""
LARGEST = 5 * 1024 * 1024
KEPT_FOR = timedelta(minutes=30)
"""An assumed role holds for an hour."""
_clients: dict[Hashable, tuple[datetime, Any]] = {}

HALF = Trouble("unknown", "half an answer")
"""The line broke in the middle: what was asked for may have been done."""

Found = dict[str, Any]


@dataclass(frozen=True)
class Access:
    """Whose keys; `role` and `external_id` where the case is opened in the customer's own account; endpoints for tests."""

    key: str
    secret: str
    role: str = ""
    external_id: str = ""
    endpoint: str = ""
    language: str = "zh"


class Support:
    """AWS Support as one account of one partition sees it."""

    def __init__(self, access: Access, partition: str, account_id: str) -> None:
        self.access, self.partition, self.account_id = access, partition, account_id
        self._client: Any = None

    def services(self) -> list[Found] | Trouble:
        said = self._ask("describe_services", language=self.access.language)
        return said if isinstance(said, Trouble) else list(said.get("services", []))

    def create(self, subject: str, body: str, *, service: str, category: str, severity: str) -> str | Trouble:
        """The case id."""
        said = self._ask(
            "create_case", subject=subject, communicationBody=body, serviceCode=service, categoryCode=category,
            severityCode=severity, language=self.access.language, issueType="technical",
        )  # fmt: skip
        return said if isinstance(said, Trouble) else str(said.get("caseId") or "") or HALF

    def find(self, marker: str, after: datetime) -> str | Trouble | None:
        """The id of a case opened since whose subject holds the marker; None where there is none."""
        for said in self._pages("describe_cases", afterTime=after.isoformat(), includeResolvedCases=True):
            if isinstance(said, Trouble):
                return said
            for one in said.get("cases", []):
                if marker in one.get("subject", ""):
                    return str(one["caseId"])
        return None

    def about(self, case_id: str) -> Found | Trouble:
        """displayId, status and the rest of one case."""
        said = self._ask(
            "describe_cases", caseIdList=[case_id], includeResolvedCases=True, includeCommunications=False
        )
        if isinstance(said, Trouble):
            return said
        cases = said.get("cases", [])
        return dict(cases[0]) if cases else Trouble("failed", "CaseIdNotFound")

    def words(self, case_id: str) -> list[Found] | Trouble:
        """Every communication of the case, the oldest first."""
        found: list[Found] = []
        for said in self._pages("describe_communications", caseId=case_id):
            if isinstance(said, Trouble):
                return said
            found += said.get("communications", [])
        return sorted(found, key=lambda one: str(one.get("timeCreated", "")))

    def say(self, case_id: str, body: str, files: Sequence[tuple[str, bytes]] = ()) -> Trouble | None:
        attached: dict[str, str] = {}
        if files:
            said = self._ask(
                "add_attachments_to_set",
                attachments=[{"fileName": name, "data": data} for name, data in files[:MOST_ATTACHED]],
            )
            if isinstance(said, Trouble):
                return said if said.fate == "failed" else Trouble("again", said.code, said.words)
            attached = {"attachmentSetId": str(said.get("attachmentSetId", ""))}
        said = self._ask("add_communication_to_case", caseId=case_id, communicationBody=body, **attached)
        return said if isinstance(said, Trouble) else None

    def attachment(self, attachment_id: str) -> tuple[str, bytes] | Trouble:
        said = self._ask("describe_attachment", attachmentId=attachment_id)
        if isinstance(said, Trouble) or "attachment" not in said:
            return said if isinstance(said, Trouble) else HALF
        return str(said["attachment"]["fileName"]), bytes(said["attachment"]["data"])

    def resolve(self, case_id: str) -> Trouble | None:
        said = self._ask("resolve_case", caseId=case_id)
        return said if isinstance(said, Trouble) else None

    # ------------------------------------------------------------ inside

    def _pages(self, operation: str, **wanted: Any) -> list[Found | Trouble]:
        found: list[Found | Trouble] = []
        token = ""
        for _ in range(MOST_PAGES):
            said = self._ask(operation, **wanted, **({"nextToken": token} if token else {}))
            found.append(said)
            token = "" if isinstance(said, Trouble) else said.get("nextToken", "")
            if not token:
                break
        return found

    def _ask(self, operation: str, **wanted: Any) -> Found | Trouble:
        from botocore import exceptions

        try:
            return dict(getattr(self._line(), operation)(**wanted))
        except exceptions.ClientError as error:
            told = error.response.get("Error", {})
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            return judge(str(told.get("Code", "")), int(status), str(told.get("Message", ""))[:300])
        except (exceptions.EndpointConnectionError, exceptions.ConnectTimeoutError) as error:
            return Trouble("again", "no connection", str(error)[:300])
        except exceptions.ParamValidationError as error:
            return Trouble("failed", "ParamValidation", str(error)[:300])
        except exceptions.BotoCoreError as error:  # the line broke while it was under way
            return Trouble("unknown", type(error).__name__, str(error)[:300])

    def _line(self) -> Any:
        if self._client is None:
            self._client = kept(
                (self.access, self.partition, self.account_id),
                lambda: client_for("support", self.access, REGION_OF[self.partition], self._keys()),
            )
        return self._client

    def _keys(self) -> tuple[str, str, str]:
        """Our own, or those of the role in the customer's account."""
        access = self.access
        if not access.role or not self.account_id:
            return access.key, access.secret, ""
        sts = client_for("sts", access, REGION_OF[self.partition], (access.key, access.secret, ""))
        named = {"ExternalId": access.external_id} if access.external_id else {}
        given = sts.assume_role(
            RoleArn=f"arn:{self.partition}:iam::{self.account_id}:role/{access.role}", RoleSessionName="shounuo", **named
        )["Credentials"]  # fmt: skip
        return given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]


def kept(key: Hashable, make: Callable[[], Any]) -> Any:
    """Making a client costs up to a second of processor: it is kept while the keys behind it surely hold."""
    now = clock.real_now()
    for old in [one for one, (made_at, _) in _clients.items() if now - made_at >= KEPT_FOR]:
        del _clients[old]
    if key not in _clients:
        _clients[key] = (now, make())
    return _clients[key][1]


def client_for(service: str, access: Access, region: str, keys: tuple[str, str, str]) -> Any:
    """Loading boto3 takes a third of a second: only who calls AWS pays it."""
    import boto3
    from botocore.config import Config

    return boto3.client(  # type: ignore[call-overload]
        service, region_name=region, endpoint_url=access.endpoint or None, aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1], aws_session_token=keys[2] or None,
        config=Config(connect_timeout=CONNECT, read_timeout=READ, retries={"total_max_attempts": 1}),
    )  # fmt: skip
