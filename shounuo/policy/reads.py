"""The standard in force, and every earlier version by its hash. A version never changes, so each is read once a process."""

from functools import lru_cache

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy.loading import load_kept
from shounuo.policy.model import Policy
from shounuo.policy.models import PolicyAdoption, PolicyVersion


def current() -> Policy:
    """The policy that a case opened now comes under. One query."""
    return version(current_hash())


def current_hash() -> str:
    """The hash of the policy in force; Refusal where none was ever adopted."""
    content_hash = hash_in_force()
    if content_hash is None:
        raise Refusal(
            "policy.none", t("还没有采用任何服务标准", "No standard has been adopted yet"), status=503
        )
    return content_hash


def hash_in_force() -> str | None:
    """The hash of the policy in force; None before the first adoption."""
    return PolicyAdoption.objects.order_by("-id").values_list("version__content_hash", flat=True).first()


def text_in_force() -> str:
    """The file as it was adopted: what a change is made from."""
    return PolicyVersion.objects.get(content_hash=current_hash()).text


@lru_cache(maxsize=32)
def version(content_hash: str) -> Policy:
    """The policy of that hash, as it was adopted."""
    kept = PolicyVersion.objects.get(content_hash=content_hash)
    return load_kept(kept.text, f"{kept.name} {content_hash[:12]}")
