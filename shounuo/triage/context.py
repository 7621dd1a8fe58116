"""What a found word is worth where it stands: does it speak of something that is happening now, to us, in earnest?

Only what is happening now counts. Words in quotation marks, quoted mail, signatures and logs, words denied, wished away,
feared, planned, rehearsed, asked about, recovered from or suffered by somebody else are shown, but weigh nothing.
A past event that has come back weighs again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shounuo.kernel.words import Words
from shounuo.triage.lexicon import Hit
from shounuo.triage.passage import Clause

COUNTED = Words("说的是当下的情况", "speaks of what is happening now")
_WHY = {
    "quoted_mail": Words("在引用的邮件里", "stands in quoted mail"),
    "signature": Words("在签名里", "stands in a signature"),
    "log": Words("在日志行里", "stands in a log line"),
    "quotation": Words("在引号里,是名称或文案", "stands in quotation marks, as a name or a text"),
    "negation": Words("被否定", "is denied"),
    "drill": Words("属于演练", "belongs to a drill"),
    "elsewhere": Words("说的是别家的事", "speaks of somebody else"),
    "hypothetical": Words("是假设或担心,尚未发生", "is supposed or feared, not happening"),
    "question": Words("出现在咨询里", "stands in a question"),
    "planned": Words("属于计划内的工作", "belongs to planned work"),
    "past": Words("已经过去", "is past"),
    "recovered": Words("已经恢复", "has recovered"),
    "request": Words("出现在需求或建议里", "stands in a wish or request"),
}

WEAK = "weak-fails"  # the group whose words count as a complaint only outside questions
_NEAR = {"不": 0, "没": 0, "未": 0, "无": 0, "no": 1, "not": 6, "without": 14}
_REPORTS = re.compile(
    r"(提示|报错|显示|返回|弹出|弹窗|报|出现|说)[^“「《『\"]{0,2}$|(shows?|says?|error|returns?|getting|got)[^\"]{0,3}$"
)


@dataclass
class Setting:
    """Clause by clause, which frames hold there; and what holds for the ticket as a whole."""

    frames: list[set[str]]
    stances: list[set[str]]
    drill: bool = False
    planned: bool = False
    recovered_upto: int = -1
    wishing: bool = False
    asking: bool = False
    sentences: dict[int, set[str]] = field(default_factory=dict)
    of_sentence: list[int] = field(default_factory=list)

    def settled(self, clause: Clause) -> bool:
        """Whether the customer has said that it is over, and nothing here says that it goes on."""
        if self.recovered_upto < 0:
            return False
        if clause.index <= self.recovered_upto or clause.sentence == self.of_sentence[self.recovered_upto]:
            return True
        return "ongoing" not in self.sentences[clause.sentence]


def setting(clauses: list[Clause], hits: list[list[Hit]], *, consulting: bool) -> Setting:
    """Reads the frames of the whole ticket before any single word is judged."""
    frames = [_senses(clause, found, "frame") for clause, found in zip(clauses, hits, strict=True)]
    stances = [_senses(clause, found, "stance") for clause, found in zip(clauses, hits, strict=True)]
    here = Setting(frames, stances, of_sentence=[c.sentence for c in clauses])
    for clause, senses in zip(clauses, frames, strict=True):
        here.sentences.setdefault(clause.sentence, set()).update(senses)
    everything = set().union(*frames) if frames else set()
    here.drill = "drill" in everything and "not_drill" not in everything and _leads(clauses, frames, "drill")
    here.planned = "planned" in everything and _leads(clauses, frames, "planned")
    here.recovered_upto = _recovered_upto(clauses, frames)
    here.wishing = any("wish" in s and c.place == "subject" for c, s in zip(clauses, stances, strict=True))
    here.asking = consulting or any(
        c.place == "subject" and (c.asks or "question" in s or c.text.rstrip().endswith(("吗", "么", "呢")))
        for c, s in zip(clauses, stances, strict=True)
    )
    return here


def _senses(clause: Clause, found: list[Hit], role: str) -> set[str]:
    if clause.zone != "text":
        return set()
    return {
        hit.group.sense
        for hit in found
        if hit.group.role == role
        and not clause.in_quotes(hit.start, hit.end)
        and not denied(hit, found, clause)
    }


def _leads(clauses: list[Clause], frames: list[set[str]], sense: str) -> bool:
    """Whether the subject or the first two sentences of the body set the whole ticket in this frame."""
    body = [c.sentence for c in clauses if c.place == "body"]
    first = min(body, default=0)
    return any(
        sense in senses and (clause.place == "subject" or clause.sentence <= first + 1)
        for clause, senses in zip(clauses, frames, strict=True)
    )


def _recovered_upto(clauses: list[Clause], frames: list[set[str]]) -> int:
    """The index of the last clause that says all is well again, unless something came back afterwards."""
    last = -1
    for clause, senses in zip(clauses, frames, strict=True):
        if "unrecovered" in senses or "again" in senses:
            last = -1
        elif "recovered" in senses and not senses & {"hypothetical", "future", "fear"}:
            last = clause.index
    if any("again" in s or "unrecovered" in s for s in frames):
        return -1
    return last


def denied(hit: Hit, found: list[Hit], clause: Clause) -> bool:
    """Whether a negation in the same clause reaches this word."""
    if hit.group.sense == "negation":
        return False
    for other in found:
        if other.group.role != "frame" or other.group.sense != "negation" or other is hit:
            continue
        reach = _NEAR.get(other.word, 8)
        if other.start >= hit.end or other.end > hit.last or hit.start - other.end > reach:
            continue
        if other.start == hit.start or (other.start > hit.start and hit.last == hit.start):
            continue  # part of the phrase itself
        if not _turns(clause.text[other.end : hit.start]):
            return True
    return False


def _turns(between: str) -> bool:
    return any(word in between for word in ("但", "却", "而", "就", "but", "反而"))


def judge_word(hit: Hit, found: list[Hit], clause: Clause, here: Setting) -> tuple[bool, Words]:
    """Whether the word counts, and how its context was read."""
    why = _why_not(hit, found, clause, here)
    return (why == "", _WHY[why] if why else COUNTED)


def _why_not(hit: Hit, found: list[Hit], clause: Clause, here: Setting) -> str:
    frames, stances = here.frames[clause.index], here.stances[clause.index]
    sentence = here.sentences.get(clause.sentence, set())
    if clause.zone != "text":
        return clause.zone
    if clause.in_quotes(hit.start, hit.end) and not _is_reported(hit, clause):
        return "quotation"
    if denied(hit, found, clause):
        return "negation"
    if hit.group.role in ("thing", "ease", "stance", "frame") or here.settled(clause):
        return "" if hit.group.role in ("thing", "ease", "stance", "frame") else "recovered"
    if here.drill or ("drill" in sentence and "not_drill" not in sentence):
        return "drill"
    if "elsewhere" in sentence:
        return "elsewhere"
    if _supposed(hit, found, clause, here):
        return "hypothetical"
    if here.planned or "planned" in sentence:
        return "planned"
    return _time_or_stance(hit, clause, here, frames, stances, sentence)


def _is_reported(hit: Hit, clause: Clause) -> bool:
    """An error message that the customer sees, rather than the name of something."""
    opening = max((clause.text.rfind(mark, 0, hit.start + 1) for mark in '“「『"'), default=-1)
    return opening > 0 and bool(_REPORTS.search(clause.text[max(0, opening - 14) : opening]))


def _supposed(hit: Hit, found: list[Hit], clause: Clause, here: Setting) -> bool:
    """A supposition reaches to the end of its sentence; a fear only over what follows it in its clause."""
    if hit.group.role == "pressure":
        return False
    for index in range(clause.index, max(-1, clause.index - 5), -1):
        if here.of_sentence[index] == clause.sentence and "hypothetical" in here.frames[index]:
            return True
    return any(
        o.group.sense in ("fear", "future") and o.group.role == "frame" and o.start < hit.start for o in found
    )


def _time_or_stance(
    hit: Hit, clause: Clause, here: Setting, frames: set[str], stances: set[str], sentence: set[str]
) -> str:
    if (
        "past" in frames
        and hit.group.role != "event"
        and not (sentence & {"again", "ongoing", "unrecovered"})
    ):
        return "past"
    if "wish" in stances or (here.wishing and not sentence & {"ongoing", "again"}):
        return "request"
    if hit.group.id == WEAK and here.asking:
        return "question"
    if here.asking and (clause.asks or "question" in stances) and not sentence & {"ongoing", "again"}:
        return "question"
    return ""
