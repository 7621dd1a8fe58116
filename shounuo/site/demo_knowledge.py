"""What the demo world knows: the shipped articles, one that solved a case, a draft that waits for its review, and words nobody found."""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.cases.models import Case
from shounuo.casework.know import use, write
from shounuo.casework.know.bring import bring
from shounuo.knowledge.actions import Place
from shounuo.knowledge.actions.use import note_look
from shounuo.knowledge.models import Article
from shounuo.site.demo_cast import Cast

DRAFT = """## 现象

支付回调全部返回 502，订单停在“支付中”。

## 排查

- [ ] 看回调服务的目标健康
- [ ] 看证书是否到期
- [ ] 看上游是否换了出口地址

## 处理

更新证书并重新加载网关。

## 预防

证书到期前 30 天告警。
"""


def tell(cast: Cast, now_: datetime) -> None:
    bring(at=now_ - timedelta(days=20))
    duty, senior = cast.staff["duty"], cast.staff["senior"]
    closed = Case.objects.filter(state="closed").order_by("pk").first()
    helpful = Article.objects.get(slug="elb-5xx")
    if closed:
        use.tie(closed, helpful, "solved", senior, at=now_ - timedelta(days=2))
    use.rate(
        helpful, cast.contacts["customer"].user or duty, True, "按步骤找到了原因", at=now_ - timedelta(days=1)
    )
    draft = write.begin(
        Place("runbooks", "customers", None, ("ELB",), "integration"),
        "支付回调返回 502 的排查",
        DRAFT,
        duty,
        at=now_ - timedelta(hours=5),
    )
    write.submit(draft, duty, at=now_ - timedelta(hours=4))
    for words, times in (("跨境专线 抖动", 3), ("Kafka 消费积压", 2)):
        for n in range(times):
            note_look(words, 0, "portal", at=now_ - timedelta(days=n + 1))
