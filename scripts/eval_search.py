"""How well the knowledge base is searched: `make eval-search [DOCUMENTS=50000]`, on SQLite or where SHOUNUO_DATABASE points to.

Over the shipped articles among so many generated cases: recall@10 and MRR for keyword questions and for paraphrases, with and
without the optional extra that knows meanings, and how long an answer takes. recall@10: of the answers graded 2, the share among the
first ten; the questions are asked of articles, as the pages do, and of everything, as the one box does.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.mkdtemp(prefix="shounuo-search-")
os.environ.setdefault("SHOUNUO_DATABASE", f"sqlite:///{FOLDER}/search.sqlite3")
os.environ.setdefault("SHOUNUO_DATA", FOLDER)

from shounuo.site import start  # noqa: E402 - the environment is set first

AT = datetime(2026, 11, 1, tzinfo=UTC)
# ruff: noqa: SIM905
WHERE = "订单 支付 会员 物流 报表 营销 直播 库存 结算 搜索 登录 消息 图片 优惠券 客服 门店".split()
WHAT = "服务 接口 页面 任务 后台 小程序 网关 队列 数据库 缓存 节点 脚本 桶 函数 域名 证书".split()
HOW = """
响应变慢 偶尔报错 需要扩容 想改配置 日志太多 数据不一致 升级后异常 无法访问 超时 占用过高 请帮忙看一下 费用变多 权限不足 连接失败
重启过一次 告警频繁 需要备份 解析异常 内存不够 磁盘告警
""".split()
MORE = """
昨天下午开始出现|影响一部分用户|已经重试过|早上恢复了一会|同事反馈|压测的时候发现|上线之后|和 EC2 有关|用的是 RDS|在 EKS 里|S3 上也有|走 ALB
|CloudFront 前面|Lambda 调用|DynamoDB 的表|Redis 集群|专线那边|VPC 对等|中国区账号|北京区域|宁夏区域|日志里有 ERROR|返回 500|返回 403
|等待回复|麻烦尽快|不着急|附件是截图|监控正常|CPU 不高
""".replace("\n", "").split("|")


def main() -> int:
    start.django()
    from django.core.management import call_command

    from shounuo.casework.find.entries import index
    from shounuo.casework.know.bring import bring
    from shounuo.kernel.actor import SYSTEM
    from shounuo.knowledge.models import Article
    from shounuo.policy.actions import adopt
    from shounuo.policy.loading import SHIPPED
    from shounuo.search import meaning

    call_command("migrate", verbosity=0)
    adopt(SHIPPED.read_text(encoding="utf-8"), by=SYSTEM, at=AT)
    bring(at=AT)
    index(f"article:{pk}" for pk in Article.objects.values_list("pk", flat=True))
    began = time.monotonic()
    count = int(os.environ.get("DOCUMENTS", "50000"))
    _fill(count)
    print(f"{count} documents put into the index in {time.monotonic() - began:.0f} s")
    _learn()
    queries = tomllib.loads((ROOT / "tests/data/search-queries.toml").read_text(encoding="utf-8"))["queries"]
    for by_meaning in (False, True) if meaning.is_there() else (False,):
        for marks, name in (([["article"]], "among articles"), ([], "among everything")):
            for kind in ("keyword", "paraphrase"):
                _report([one for one in queries if one["kind"] == kind], kind, name, marks, by_meaning)
    return 0


def _fill(count: int) -> None:
    from shounuo.search.actions import put

    batch = []
    for one in _generated(count):
        batch.append(one)
        if len(batch) == 1000:
            put(batch)
            batch = []
    put(batch)


def _generated(count: int) -> Iterator[Any]:
    from shounuo.search.actions import Entry

    draw = random.Random(7)  # noqa: S311 - the same documents each time
    for n in range(count):
        title = f"{draw.choice(WHERE)}{draw.choice(WHAT)}{draw.choice(HOW)}"
        parts = draw.sample(MORE, draw.randint(4, 12))
        text = (
            "，".join([title, *parts, f"{draw.choice(WHERE)}的{draw.choice(WHAT)}{draw.choice(HOW)}"]) + "。"
        )
        at = AT - timedelta(hours=draw.randint(0, 20_000))
        yield Entry(
            "case",
            n + 1,
            title,
            text * draw.randint(1, 3),
            at,
            keys=[f"SN-{100_000_000 + n}"],
            marks=["real", "closed"],
        )


def _learn() -> None:
    from shounuo.search import actions, meaning

    for document in meaning.unlearnt(10_000):
        actions.keep_meaning(document, meaning.vector_of(document))


def _report(
    queries: list[dict[str, Any]], kind: str, name: str, marks: list[list[str]], by_meaning: bool
) -> None:
    from shounuo.casework.find.look import _synonyms
    from shounuo.knowledge.models import Article
    from shounuo.search.reads import search

    slugs = dict(Article.objects.values_list("pk", "slug"))
    recalls, ranks, took, missed = [], [], [], []
    for one in queries:
        began = time.perf_counter()
        answer = search(one["text"], at=AT, marks=marks, synonyms=_synonyms(), most=20, by_meaning=by_meaning)
        took.append(time.perf_counter() - began)
        found = [slugs.get(hit.subject, "") if hit.kind == "article" else "" for hit in answer.found][:10]
        wanted = [slug for slug, grade in one["answers"].items() if grade == 2]
        recalls.append(sum(slug in found for slug in wanted) / len(wanted))
        ranks.append(next((1 / (n + 1) for n, slug in enumerate(found) if slug in one["answers"]), 0.0))
        if recalls[-1] < 1:
            missed.append(one["text"])
    took.sort()
    extra = "with meanings" if by_meaning else "words only"
    print(
        f"{kind:11} {name:18} {extra:14} {len(queries):3} questions  recall@10 {_mean(recalls):.3f}  MRR {_mean(ranks):.3f}"
        f"  p50 {1000 * took[len(took) // 2]:.1f} ms  p99 {1000 * took[int(len(took) * 0.99)]:.1f} ms"
    )
    for text in missed[:8] if os.environ.get("MISSED") else []:
        print("      missed:", text)


def _mean(values: list[float]) -> float:
    return sum(values) / max(1, len(values))


if __name__ == "__main__":
    raise SystemExit(main())
