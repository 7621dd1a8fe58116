"""The shipped articles: whole, of every kind, and every command in them is one that AWS knows. [7.3-solutions, 7.3-best-practice]"""

from __future__ import annotations

import re
import shlex
from functools import cache

import botocore.session
import pytest
from botocore import xform_name

from shounuo.casework.know.bring import Written, read
from shounuo.knowledge.markdown import as_html
from shounuo.knowledge.models import LIBRARIES
from shounuo.knowledge.rules import HEADINGS, lacking, steps

pytestmark = pytest.mark.clause("7.3-solutions", "7.3-best-practice", "7.3-runbooks", "7.3-case-studies")
ARTICLES = read()
WANTED = {
    "EC2", "RDS", "EKS", "S3", "VPC", "ELB", "CloudFront", "IAM", "Lambda", "DynamoDB", "ElastiCache", "Direct Connect", "WAF",
}  # fmt: skip
EVERYWHERE = {
    "region",
    "query",
    "output",
    "profile",
    "max-items",
    "starting-token",
    "page-size",
    "no-cli-pager",
    "debug",
}
"""What the command line takes for any operation."""
BY_HAND = {
    ("eks", "update-kubeconfig"): {"name", "region", "role-arn", "alias"},
    ("ssm", "start-session"): {"target", "document-name", "parameters"},
    ("configure", "list"): set[str](),
    ("ec2", "wait"): {"instance-ids"},
}
"""Commands of the command line itself, which are no operation of an API, from its own reference."""


def commands(article: Written) -> list[list[str]]:
    code = re.findall(r"```bash\n(.*?)```", article.body, re.DOTALL)
    lines = "\n".join(code).replace("\\\n", " ").splitlines()
    return [shlex.split(line) for line in lines if line.startswith("aws ")]


@cache
def operation(service: str, name: str) -> dict[str, bool]:
    """Option → whether it is a switch. KeyError where there is no such operation."""
    model = botocore.session.get_session().get_service_model({"s3api": "s3"}.get(service, service))
    [known] = [one for one in model.operation_names if xform_name(one, "-") == name]
    shape = model.operation_model(known).input_shape
    members = shape.members if shape else {}
    return {xform_name(member, "-"): inner.type_name == "boolean" for member, inner in members.items()}


def options(words: list[str]) -> list[str]:
    return [word[2:].split("=")[0] for word in words if word.startswith("--")]


EXTRA = {
    ("ec2", "authorize-security-group-ingress"): {"protocol", "port", "cidr"},
    ("cloudfront", "create-invalidation"): {"paths"},
}
"""Short forms that the command line adds to an operation, from its own reference."""


@pytest.mark.parametrize("article", ARTICLES, ids=lambda one: one.slug)
def test_every_command_is_one_that_aws_knows(article: Written) -> None:
    for _, service, name, *words in commands(article):
        given = options(words)
        if (service, name) in BY_HAND:
            assert set(given) <= BY_HAND[service, name] | EVERYWHERE, (service, name, given)
            continue
        known = operation(service, name)
        for option in given:
            switch = option.removeprefix("no-")
            fits = (
                option in known
                or option in EVERYWHERE
                or option in EXTRA.get((service, name), ())
                or known.get(switch)
            )
            assert fits, f"aws {service} {name} --{option}"


@pytest.mark.parametrize("article", ARTICLES, ids=lambda one: one.slug)
def test_every_article_is_whole(article: Written) -> None:
    assert lacking(article.title, article.body, article.place.library) == []
    assert article.place.services
    html = as_html(article.body)
    assert "<h2>" in html
    if article.place.library != "case_studies":
        missing = [head for head in HEADINGS if f"## {head}" not in article.body]
        assert not missing, (article.slug, missing)
        assert commands(article), article.slug
    if article.place.library == "runbooks":
        assert len(steps(article.body)) >= 4


def test_there_are_enough_and_of_every_kind() -> None:
    assert len(ARTICLES) >= 24
    assert {one.place.library for one in ARTICLES} == set(LIBRARIES)
    assert {service for one in ARTICLES for service in one.place.services} >= WANTED
    assert len({one.title for one in ARTICLES}) == len(ARTICLES)
    assert any("ICP" in one.title for one in ARTICLES)
