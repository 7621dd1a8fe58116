"""What the codes in a body mean for a page: may it go again, and should another account go first?

After "API错误码" of SMS (https://help.aliyun.com/document_detail/101346.html) and of voice
(https://help.aliyun.com/document_detail/178344.html). What is not listed is judged by its family: `isv.` is the caller's
mistake, `isp.` the platform's trouble. Neither API is idempotent, so whatever may have been taken is unknown.
"""

from __future__ import annotations

from datetime import timedelta

from shounuo.channels.aliyun.api import Said
from shounuo.channels.shape import Answer
from shounuo.kernel.words import t

ACCOUNT = frozenset({
    "isv.OUT_OF_SERVICE", "isv.AMOUNT_NOT_ENOUGH", "isv.PRODUCT_UN_SUBSCRIPT", "isv.PRODUCT_UNSUBSCRIBE",
    "isv.ACCOUNT_NOT_EXISTS", "isv.ACCOUNT_ABNORMAL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL",
    "isv.DENY_IP_RANGE", "isp.RAM_PERMISSION_DENY", "isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_SIGN_ILLEGAL",
    "isv.SIGN_STATE_ILLEGAL", "isv.SMS_SIGNATURE_SCENE_ILLEGAL", "isv.SMS_TEMPLATE_ILLEGAL",
    "isv.TEMPLATE_ILLEGAL", "isv.TTS_TEMPLATE_ILLEGAL", "isv.VOICE_FILE_ILLEGAL", "isv.DISPLAY_NUMBER_ILLEGAL",
    "isv.BILLID_NOT_EXIST", "isv.VOICE_ROBOT_NOT_PERIOD", "isv.VOICE_CALL_PERIOD_ERROR", "SignatureDoesNotMatch",
    "IncompleteSignature", "InvalidTimeStamp.Expired", "InvalidTimeStamp.Format", "InvalidAccessKeyId.NotFound",
    "InvalidAccessKeyId.Inactive", "Forbidden.RAM", "Forbidden.RiskControl",
})  # fmt: skip
"""Nothing goes through this account until somebody has mended it: another one goes first."""
CALLEE = frozenset({"isv.COMPLAINT_REJECT"})
"""This person is out of this vendor's reach, others are not."""
LATER = frozenset({"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "ServiceUnavailable", "isv.VOICE_CALL_FAIL"})
"""The platform refused for now, and its document says to call again."""
PERHAPS = frozenset({"SignatureNonceUsed", "InternalError"})
"""A nonce is used once by us: where it was seen before, a copy of this very request went ahead of it."""
SPANS = (("天", timedelta(days=1)), ("小时", timedelta(hours=1)), ("分钟", timedelta(minutes=1)))
"""As the message of a limit names them: 触发分钟级流控Permits:1."""
BREATH = timedelta(seconds=10)


def judged(said: Said, named: str) -> Answer:
    """The answer to a submission; `named`: the field of the body that names it."""
    code = said.code
    if code == "OK":
        return Answer(
            "sent", t("阿里云已收下", "Alibaba Cloud took it"), code, str(said.body.get(named) or "")
        )
    if code == "isv.BUSINESS_LIMIT_CONTROL":
        limit = t("已达发送上限", "A limit is reached")
        return Answer("again", _words(limit, said), code, wait=_until(said.message), spent=True)
    if code.startswith("Throttling"):
        limit = t("调用过于频繁", "Called too often")
        return Answer("again", _words(limit, said), code, wait=BREATH, spent=True)
    if code in ACCOUNT:
        shut = t("账号或其模板、签名目前不能用", "The account, its template or signature can't be used")
        return Answer("failed", _words(shut, said), code, spent=True)
    if code in CALLEE:
        return Answer(
            "failed", _words(t("对方号码拒收", "This number is not called"), said), code, spent=True
        )
    if not code or code in PERHAPS:
        return _no_code(said)
    return _by_family(said)


def _no_code(said: Said) -> Answer:
    """A body nobody documented: a refusal where the status says so, otherwise nobody knows what became of it."""
    code = said.code or str(said.status)
    if 400 <= said.status < 500 and not said.code:
        return Answer("failed", _words(t("请求被拒绝", "Refused"), said), code, spent=True)
    return Answer("unknown", _words(t("回答无法辨认", "An answer nobody documented"), said), code)


def _by_family(said: Said) -> Answer:
    if said.code.startswith("isp.") or said.code in LATER:
        busy = t("阿里云暂时不能处理", "Alibaba Cloud can't for now")
        return Answer("again", _words(busy, said), said.code, wait=BREATH)
    if said.code.startswith("isv.") or said.status < 500:
        return Answer("failed", _words(t("这条消息被拒绝", "This message is refused"), said), said.code)
    return Answer("unknown", _words(t("回答无法辨认", "An answer nobody documented"), said), said.code)


def _words(meaning: str, said: Said) -> str:
    """What it means, and the vendor's own code and words."""
    own = f"{said.code or f'HTTP {said.status}'} {said.message}".strip()
    return t("{meaning}（{own}）", "{meaning} ({own})", meaning=meaning, own=own)[:300]


def _until(message: str) -> timedelta:
    return next((span for name, span in SPANS if name in message), timedelta(minutes=1))


def unreadable(error: ValueError) -> Answer:
    """The setting `variables` says something that is none."""
    words = t("模板变量的设置有误：{part}", "The variables of the template can't be read: {part}", part=error)
    return Answer("failed", words, "settings", spent=True)


def no_template() -> Answer:
    words = t("这个账号没有验证码模板", "This account has no template for codes")
    return Answer("failed", words, "settings", spent=True)
