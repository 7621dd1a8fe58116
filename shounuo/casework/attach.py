"""Files are added to a case that is open already, outside of any message. [5.3.1-diagnose]"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shounuo.cases.files import keep_files
from shounuo.cases.models import Attachment, Case
from shounuo.casework.act import working_on
from shounuo.kernel.actor import Actor
from shounuo.kernel.files import NewFile, check_files
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t


def attach(case: Case, files: Iterable[NewFile], *, by: Actor, at: datetime) -> list[Attachment]:
    """The files as they are kept now, visible to both sides. Refused where the case is closed."""
    files = check_files(files)
    with working_on(case, at=at) as act:
        if act.case.state == "closed":
            raise Refusal(
                "case.closed", t("案例已关闭，请提交新的案例", "The case is closed; please submit a new one")
            )
        keep_files(act.case, files, message=None, by=by, at=at)
        return list(act.case.attachments.filter(message=None).order_by("-id")[: len(files)])[::-1]
