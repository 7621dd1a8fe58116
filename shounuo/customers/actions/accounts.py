"""A customer's AWS accounts: cases refer to them by their id."""

from __future__ import annotations

from datetime import datetime

from shounuo.customers import rules
from shounuo.customers.models import AwsAccount, Customer
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record


def add_aws_account(
    customer: Customer, partition: str, region: str, account_id: str, alias: str = "", *, by: Actor, at: datetime
) -> AwsAccount:  # fmt: skip
    """An account of this customer, with its 12 digits as people group them."""
    account_id = rules.plain_account_id(account_id)
    _check(partition, region, account_id)
    if AwsAccount.objects.filter(customer=customer, account_id=account_id, ended_at=None).exists():
        raise Refusal(
            "aws_account.known",
            t("这个账号已登记", "This account is on record already"),
            status=422,
            field="account_id",
        )
    with atomic():
        account = AwsAccount.objects.create(
            customer=customer, partition=partition, region=region, account_id=account_id, alias=alias
        )
        _note("customer.aws_account_added", account, by, at)
    return account


def describe_aws_account(account: AwsAccount, region: str, alias: str, *, by: Actor, at: datetime) -> None:
    """Another main region or alias; the same ones change nothing. An account's id and partition never change."""
    if (account.region, account.alias) == (region, alias):
        return
    _check(account.partition, region, account.account_id)
    with atomic():
        account.region, account.alias = region, alias
        account.save(update_fields=["region", "alias"])
        _note("customer.aws_account_described", account, by, at)


def end_aws_account(account: AwsAccount, *, by: Actor, at: datetime) -> None:
    """No longer theirs: new cases are not offered it. A second time changes nothing."""
    with atomic():
        if AwsAccount.objects.filter(pk=account.pk, ended_at=None).update(ended_at=at):
            _note("customer.aws_account_ended", account, by, at)


def _check(partition: str, region: str, account_id: str) -> None:
    problem = rules.account_problem(partition, region, account_id)
    if problem:
        field, words = problem
        raise Refusal("aws_account.wrong", str(words), status=422, field=field)


def _note(verb: str, account: AwsAccount, by: Actor, at: datetime) -> None:
    record(
        verb, stream=f"customer:{account.customer_id}", by=by, at=at, account=account.account_id,
        partition=account.partition, region=account.region,
    )  # fmt: skip
