"""Each event type of 5.3.2, as a customer would put it, gets its level and its name (typed by hand from SPT-003)."""

from __future__ import annotations

import pytest

from shounuo.triage.tests.conftest import ask


@pytest.mark.clause("5.3.2-P0-types")
@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("P0-1a", "生产数据库彻底宕了,主备都起不来,应用全部报连接失败"),
        ("P0-1a", "Our production database is down, nothing can connect to it."),
        ("P0-1b", "应用集群所有节点全挂了,一台都起不来"),
        ("P0-1b", "All servers are down in the app cluster and none of them restarts."),
        ("P0-1c", "机房网络全断,所有服务都访问不了"),
        ("P0-1c", "Complete network outage on our side, all services are unreachable."),
        ("P0-1d", "负载均衡挂了,流量分发不到后端"),
        ("P0-1d", "The load balancer failed and there are no healthy targets."),
        ("P0-2a", "运维同事误删了订单库,昨天一天的数据没了"),
        ("P0-2a", "Someone dropped the table by accident, customer records are gone."),
        ("P0-2b", "客户打电话说登录后能看到别人的订单和手机号"),
        ("P0-2b", "A customer logged in and could see another customer's invoices."),
        ("P0-2c", "文件服务器上的文件全被加密了,桌面留了勒索信要比特币"),
        ("P0-2c", "Ransomware hit our file server, every file ends in .locked."),
        ("P0-2d", "服务器被入侵,发现有人利用漏洞上传了 webshell"),
        ("P0-2d", "We were hacked: the attacker exploited our upload page and left a web shell."),
        ("P0-3a", "商城现在既下不了单,也付不了款,下单和支付都报错"),
        ("P0-3a", "Customers can't place orders or pay on our shop since nine."),
        ("P0-3b", "核心系统处理不了交易,从早上到现在一笔交易都没成功"),
        ("P0-3b", "The bank cannot process transactions, all transactions are failing."),
        ("P0-3c", "仓库系统故障,产线全停,工人都在等"),
        ("P0-3c", "The MES failed and the production line has stopped."),
        ("P0-3d", "整个平台打不开,所有用户都用不了"),
        ("P0-3d", "The site is down for everyone, nobody can use it."),
    ],
)
def test_p0_types(event: str, says: str) -> None:
    judgement = ask(says)
    assert judgement.level == "P0"
    assert judgement.event_type == event


@pytest.mark.clause("5.3.2-P1-types")
@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("P1-1a", "系统特别慢,页面平时1秒打开,现在要15秒"),
        ("P1-1a", "The platform is very slow: pages usually take 1 second, now 20 seconds."),
        ("P1-1b", "核心接口失败率达到60%"),
        ("P1-1b", "Our core API fails for 70% of the calls."),
        ("P1-1c", "数据库主从同步断了,从库落后三个小时"),
        ("P1-1c", "MySQL replication stopped this morning and the replica is behind."),
        ("P1-1d", "缓存集群挂了,页面都变得很慢"),
        ("P1-1d", "The cache is down and everything reads from disk."),
        ("P1-2a", "支付失败,浏览和其他功能正常"),
        ("P1-2a", "Payments fail, the rest of the shop works."),
        ("P1-2b", "用户登录失败,提示验证服务出错"),
        ("P1-2b", "Login fails for our users with an error from the auth server."),
        ("P1-2c", "订单处理出现故障,新订单都卡住不往下走"),
        ("P1-2c", "Order processing is broken, orders are stuck."),
        ("P1-2d", "银行通道对接失败,对方接口一直报错"),
        ("P1-2d", "The payment provider integration is failing."),
        ("P1-3a", "华南地区的用户全部无法访问,其他地区正常"),
        ("P1-3a", "All users in the Singapore region cannot access it, others are fine."),
        ("P1-3b", "企业版客户全部打不开,个人用户正常"),
        ("P1-3b", "All enterprise customers cannot connect; trial users are fine."),
        ("P1-3c", "手机端完全无法使用,电脑网页正常"),
        ("P1-3c", "The Android app is completely unusable, it crashes on start; the website is fine."),
        ("P1-3d", "直播推流功能所有用户都用不了,别的功能正常"),
        ("P1-3d", "Playback fails for all users; everything else works."),
    ],
)
def test_p1_types(event: str, says: str) -> None:
    judgement = ask(says)
    assert judgement.level == "P1"
    assert judgement.event_type == event


@pytest.mark.clause("5.3.2-P0-types")
def test_a_site_that_answers_does_not_lower_a_security_event() -> None:
    assert (
        ask("发现有人拖库,客户手机号在论坛上卖。网站访问一切正常,业务不受影响", impact="none").level == "P0"
    )
