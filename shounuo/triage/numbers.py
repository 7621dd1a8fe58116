"""Reads the numbers in a clause: shares ("七成", "30%", "三笔里两笔", "2 out of 3") and durations ("二十多分钟", "900 ms")."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000, "亿": 100000000}
_NUMBER = r"(?:\d[\d,]{0,15}(?:\.\d{1,6})?[万亿千百]?|[零〇一二三四五六七八九十百千万亿两俩]{1,10})"

_PERCENT = re.compile(rf"({_NUMBER})\s{{0,2}}(?:%|percent\b|个百分点)|百分之({_NUMBER})")
_TENTHS = re.compile(r"([一二三四五六七八九两\d])成(?![功立为本员品交都长]|[^\s]?为)")
_HALF = re.compile(r"一半|半数|过半|大半|half of|half the")
_FRACTION = re.compile(rf"({_NUMBER})分之({_NUMBER})")
_OUT_OF = re.compile(
    rf"({_NUMBER})\s?[个笔次条单家台人户单位]?(?:里面?|中|当中|里头)(?:就?有|大概|大约|约|差不多|能有)?\s?({_NUMBER})\s?[个笔次条单家台人户]"
)
_ENGLISH_OUT_OF = re.compile(r"(\d+)\s?(?:out of|of|in|/)\s?(?:every |the |our )?(\d+)\b")
_METER = re.compile(
    r"cpu|内存|磁盘|使用率|占用|水位|利用率|memory|disk|usage|带宽|负载|退信率|命中率|折|税|电量|进度|iowait|空间|usage|灰度到|折扣|成本|费用|账单|预算|省|贵|涨价|便宜"
)

_SUCCESS = re.compile(r"成功率|可用率|可用性|命中|success rate|availability")

_DURATION = re.compile(
    rf"({_NUMBER})(?:\s?(?:个|来|多|几))*\s{{0,2}}(毫秒|ms\b|milliseconds?|分钟|分|秒钟?|小时|钟头|天|seconds?|secs?|s\b|minutes?|mins?|min\b|hours?|h\b)"
)
_SECONDS = {
    "毫": 0.001,
    "ms": 0.001,
    "mi": 60.0,
    "分": 60.0,
    "秒": 1.0,
    "s": 1.0,
    "小": 3600.0,
    "钟": 3600.0,
    "h": 3600.0,
    "天": 86400.0,
}
_TIMES = re.compile(rf"({_NUMBER})\s?(?:多|来|几)?\s?(?:倍|times\b|x\b)")
_PEOPLE = re.compile(
    rf"({_NUMBER})\s?(多|来|几|余|把)?\s?(?:个|位|名|家|台|户|人|单)?\s?(?:人|用户|客户|同事|员工|学员|学生|商户|商家|门店|患者|users?|customers?|people|employees)"
)
_FEW_PEOPLE = re.compile(
    r"(?<![十百千万\d])(?:一|两|二|三|四|五|六|七|八|九|1|2|3|4|5|6|7|8|9|几|一两|两三|三四|三五|五六|四五|七八)(?:个|位|名)(?:人|用户|客户|同事|员工|学员|学生|老师|会员|读者|网友|商户|主管|经理|编辑)"
    r"|[就只仅][^,。]{0,8}?[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭]\S{0,2}(?:主管|经理|总|工|老师|主任|同学|姐|哥)"
)


def value(written: str) -> float:
    """12 for "12", "十二"; 23000 for "2.3万". Zero where nothing can be read."""
    head = written.replace(",", "")
    unit = 1
    if head and head[-1] in _UNITS and head[0].isdigit():
        unit, head = _UNITS[head[-1]], head[:-1]
    try:
        return float(head) * unit
    except ValueError:
        return float(_chinese(head)) * unit


def _chinese(written: str) -> int:
    total = section = digit = 0
    for char in written:
        if char in _DIGITS:
            digit = _DIGITS[char]
            continue
        unit = _UNITS.get(char, 1)
        if unit >= 10000:
            total, section, digit = (total + section + digit) * unit, 0, 0
        else:
            section, digit = section + (digit or 1) * unit, 0
    return total + section + digit


def share(text: str) -> float | None:
    """The largest share in percent that the clause names of users, calls or cases; None without one."""
    if _METER.search(text):
        return None
    shares = [value(a or b) for a, b in _PERCENT.findall(text)]
    shares += [value(n) * 10 for n in _TENTHS.findall(text)]
    shares += [100 * value(b) / value(a) for a, b in _FRACTION.findall(text) if value(a)]
    shares += [100 * value(b) / value(a) for a, b in _OUT_OF.findall(text) if value(a)]
    shares += [100 * value(a) / value(b) for a, b in _ENGLISH_OUT_OF.findall(text) if value(b)]
    if _HALF.search(text):
        shares.append(50.0)
    sensible = [s for s in shares if 0 < s <= 100]
    if _SUCCESS.search(text):
        sensible = [100 - s for s in sensible]
    return max(sensible) if sensible else None


def durations(text: str) -> list[float]:
    """Every duration in the text, in seconds, in order."""
    found = []
    for number, unit in _DURATION.findall(text):
        key = unit if unit in _SECONDS else unit[:2] if unit[:2] in _SECONDS else unit[0]
        found.append(value(number) * _SECONDS.get(key, 1.0))
    return [seconds for seconds in found if seconds > 0]


def times(text: str) -> float | None:
    """The largest "N times" in the text; None without one."""
    found = [value(n) for n in _TIMES.findall(text)]
    return max(found) if found else None


def people(text: str) -> float | None:
    """The smallest number of people or customers that the clause names; None without one."""
    found = [value(n) * (1.5 if more else 1) for n, more in _PEOPLE.findall(text)]
    counted = [n for n in found if n >= 1]
    if _FEW_PEOPLE.search(text):
        counted.append(5.0)
    return min(counted) if counted else None
