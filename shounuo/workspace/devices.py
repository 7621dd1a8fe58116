"""Being told on a device: a browser's subscription kept, tried out, ended, by its person alone; and the service worker."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from shounuo.channels.models import PushSubscription
from shounuo.channels.shape import Outgoing
from shounuo.channels.webpush import actions, reads
from shounuo.channels.webpush.subscription import device_of
from shounuo.channels.webpush.telling import push_to
from shounuo.counter.asking import Asked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace.asking import of_ones_own
from shounuo.workspace.person import page
from shounuo.workspace.person_deeds import done

WORKER = Path(__file__).parent / "static" / "workspace" / "push-worker.js"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, under /desk/ so that it may speak for these pages. It holds no words and no secret."""
    return HttpResponse(_source(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@of_ones_own
def devices(request: Asked, person_id: int) -> HttpResponse:
    """The subscription that the browser gave."""
    _own(request, person_id)
    given, name = request.POST.get("subscription", ""), device_of(request.headers.get("User-Agent", ""))
    try:
        actions.subscribe(request.user, given, name, by=request.user.actor, at=request.at)
    except Refusal as refusal:
        return page(request, person_id, refusal=refusal, status=refusal.status)
    return done(request, person_id, t("这台设备会收到通知。", "You will be told on this device."))


@of_ones_own
def device(request: Asked, person_id: int, device_id: int) -> HttpResponse:
    """What the buttons beside a device ask for: `do` is try or end."""
    _own(request, person_id)
    held = reads.devices(request.user).filter(pk=device_id).first()
    if held is None or request.POST.get("do") not in ("try", "end"):
        raise Http404
    if request.POST["do"] == "end":
        actions.end(held, "person", by=request.user.actor, at=request.at)
        return done(request, person_id, t("这台设备不再通知。", "This device tells no more."))
    try:
        words = _try(request, held)
    except Refusal as refusal:
        return page(request, person_id, refusal=refusal, status=refusal.status)
    return done(request, person_id, words)


def _try(request: Asked, held: PushSubscription) -> str:
    """A push now, outside any transaction; a Refusal says why the push service did not take it."""
    told = Outgoing(
        key=f"try:{held.pk}", address="", title=t("守诺：通知已开通", "Shounuo: notifications work"),
        text=t("这是一条测试通知。", "This is a test."), link=f"{settings.PUBLIC_URL}/desk/",
        language=request.user.language,
    )  # fmt: skip
    [answer] = push_to([held], told, at=request.at)
    if answer.state != "sent":
        raise Refusal(
            "push.not_taken", t("推送服务没有接收：{why}", "The push service did not take it: {why}", why=answer.words),
            status=502,
        )  # fmt: skip
    return t("测试通知已发出。", "A test is on its way.")


def _own(request: Asked, person_id: int) -> None:
    """Nobody allows a device for somebody else."""
    if person_id != request.user.pk:
        raise Http404


@cache
def _source() -> str:
    return WORKER.read_text(encoding="utf-8")
