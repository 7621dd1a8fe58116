"""监控接入: how a customer's accounts are read, and where their alarms come from. [7.2-cloudwatch]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.casework.evidence import access
from shounuo.casework.evidence.line import try_access
from shounuo.counter.asking import Asked
from shounuo.counter.said import legible
from shounuo.customers.models import AwsAccount, Contact, Customer
from shounuo.diagnostics.models import AccountAccess, AlarmSource
from shounuo.diagnostics.words import SOURCES
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy.model import LEVELS
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette


@shows
def monitoring(request: Asked, customer_id: int) -> HttpResponse:
    return _page(request, _found(customer_id))


@does("manage_customers")
def act(request: Asked, customer_id: int, deed: str) -> HttpResponse:
    customer = _found(customer_id)
    act_ = _deeds(request, customer).get(deed)
    if act_ is None:
        raise Http404
    try:
        told = act_()
    except Refusal as refusal:
        return _page(request, customer, refusal)
    if told.startswith("http"):
        return _page(request, customer, address=told)
    messages.success(request, told or t("已保存。", "Saved."))
    return HttpResponseRedirect(f"/desk/customers/{customer_id}/monitoring", status=303)


def _deeds(request: Asked, customer: Customer) -> dict[str, Callable[[], str]]:
    return {
        "access": lambda: _set_access(request, customer), "access-end": lambda: _end_access(request, customer),
        "access-trial": lambda: _try_access(request, customer), "source": lambda: _make_source(request, customer),
        "source-end": lambda: _end_source(request, customer),
    }  # fmt: skip


def _line(request: Asked, name: str, most: int = 300) -> str:
    return " ".join(legible(request.POST.get(name, ""))[:most].split())


def _number(request: Asked, name: str) -> int:
    said = request.POST.get(name, "")
    return int(said) if said.isdigit() and len(said) < 16 else 0


def _account(request: Asked, customer: Customer) -> AwsAccount:
    found = AwsAccount.objects.filter(
        pk=_number(request, "account"), customer=customer, ended_at=None
    ).first()
    if found is None:
        raise Refusal(
            "evidence.account",
            t("请选择该客户登记的账号", "Please choose one of the customer's accounts"),
            status=422,
        )
    return found


def _set_access(request: Asked, customer: Customer) -> str:
    way, role, external_id, key, secret = (
        _line(request, name, 128) for name in ("way", "role", "external_id", "key", "secret")
    )
    account = _account(request, customer)
    access.set_access(account, way, role, external_id, key, secret, request.user, at=request.at)
    return ""


def _end_access(request: Asked, customer: Customer) -> str:
    access.end_access(_account(request, customer), request.user, at=request.at)
    return ""


def _try_access(request: Asked, customer: Customer) -> str:
    held = AccountAccess.objects.select_related("account").filter(account=_account(request, customer)).first()
    if held is None:
        raise Refusal("access.none", t("还没有设置", "It is not set yet"), status=404)
    return t("可以读取，身份是 {who}", "It works; we are {who}", who=try_access(held, at=request.at))


def _make_source(request: Asked, customer: Customer) -> str:
    """The address, which is told this once."""
    contact = Contact.objects.filter(pk=_number(request, "contact"), customer=customer).first()
    if contact is None:
        raise Refusal(
            "alarms.contact",
            t("请选择该客户的联系人", "Please choose a contact of this customer"),
            status=422,
        )
    kind, name, topic, level = (_line(request, one) for one in ("kind", "name", "topic", "level"))
    source, secret = access.make_source(
        customer, contact, kind, name, topic, level, request.user, at=request.at
    )
    return f"{settings.PUBLIC_URL}/hooks/alarms/{source.pk}/{secret}"


def _end_source(request: Asked, customer: Customer) -> str:
    source = AlarmSource.objects.filter(pk=_number(request, "source"), customer=customer).first()
    if source is None:
        raise Refusal("alarms.none", t("没有这个来源", "There is no such source"), status=404)
    access.end_source(source, request.user, at=request.at)
    return ""


def _found(customer_id: int) -> Customer:
    found = Customer.objects.filter(pk=customer_id).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: Asked, customer: Customer, refusal: Refusal | None = None, address: str = ""
) -> HttpResponse:
    facts: dict[str, Any] = {
        "customer": customer, "accounts": customer.aws_accounts.filter(ended_at=None).select_related("access").order_by("pk"),
        "sources": [_source(one) for one in customer.alarm_sources.filter(ended_at=None).order_by("pk")],
        "kinds": SOURCES.items(), "levels": LEVELS, "contacts": customer.contacts.filter(ended_at=None).order_by("name"),
        "refusal": refusal, "address": address, "deeds": deeds_of(request.user), "typed": request.POST if refusal else {},
        "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/monitoring.html", facts, status=refusal.status if refusal else 200)


def _source(one: AlarmSource) -> dict[str, Any]:
    return {"it": one, "kind": SOURCES[one.kind], "series": one.series.count()}
