"""账号: the AWS account that a case names – whether it is one of the customer's, and adding it in one tap. [7.1-platform]"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from shounuo.cases.models import Case
from shounuo.counter.asking import Asked, case_of
from shounuo.customers import actions
from shounuo.customers.reads import Stranger, stranger
from shounuo.customers.rules import PARTITIONS, partition_of
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace.asking import does


def strange_account(case: Case) -> dict[str, object] | None:
    """What the page says of an account that is not the customer's; `addable` where one tap can add it."""
    found = stranger(case.customer, case.account, case.resources, case.description)
    if found is None:
        return None
    where = PARTITIONS[partition_of(found.region)] if found.region else ""
    return {"found": found, "addable": _addable(found), "where": where}


@does("manage_customers")
def account(request: Asked, number: str) -> HttpResponse:
    """The account of this case becomes one of the customer's."""
    case = case_of(request, number)
    found = stranger(case.customer, case.account, case.resources, case.description)
    if found is None or not _addable(found):
        raise Refusal(
            "account.not_addable",
            t(
                "这个账号已登记，或不能从这里登记；请到客户页面",
                "It is on record already, or can't be added from here; please use the customer's page",
            ),
        )
    actions.add_aws_account(
        case.customer,
        partition_of(found.region),
        found.region,
        found.account_id,
        by=request.user.actor,
        at=request.at,
    )
    messages.success(request, t("账号已登记到客户名下。", "The account is the customer's now."))
    return HttpResponseRedirect(f"/desk/cases/{case.number}")


def _addable(found: Stranger) -> bool:
    """One id, whose region is known, and that is nobody else's."""
    return bool(found.account_id and found.region and not found.others)
