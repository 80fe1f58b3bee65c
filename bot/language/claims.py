"""Whether a message claims that the WHOLE task is finished. A wrong yes is the worst error of the product.

A claim needs a positive form and no doubt in its segment (negation, hedge, future, condition, part) nor in the
segments around it ("còn thiếu …", "đang trình", "chưa …"). What is not clearly a claim is progress.
"""

from __future__ import annotations

import re
from enum import StrEnum

from bot.language import claim_words as words


class Claim(StrEnum):
    none = "none"  # nothing is said about finishing
    partial = "partial"  # a finishing word, but not of the whole task or not yet: progress
    done = "done"


def segments(text: str) -> list[str]:
    return [piece for piece in words.SEGMENT.split(text) if piece and piece.strip(" .,-:")]


def judge_claim(text: str, *, has_future: bool, is_whole_count: bool, is_part_count: bool) -> Claim:
    """`has_future`: a future date is said; the counts: "63/63" and "41/63" (or a percentage below 100)."""
    cleaned = words.NO_REST.sub(" ", words.COPY_OWED.sub(" ", text))
    parts = segments(cleaned)
    claims = [_segment_claim(part, is_whole_count=is_whole_count) for part in parts]
    if all(claim is Claim.none for claim in claims):
        return Claim.none
    if Claim.done not in claims or words.IDIOM.search(text) or _is_second_hand(text) or is_part_count:
        return Claim.partial
    has_rest = any(words.RESIDUE.search(part) or words.REST.match(part) for part in parts)
    return Claim.partial if has_future or has_rest or "?" in text else Claim.done


def _is_second_hand(text: str) -> bool:
    return (
        words.REPORTED.search(text) is not None
        or words.TOLD_BY.search(text) is not None
        or words.CONDITION.search(text) is not None
    )


def _segment_claim(part: str, *, is_whole_count: bool) -> Claim:
    closing = words.CLOSING.search(part)
    if closing:
        is_sure = not words.NEGATED_CLOSING.search(part) and not words.EVERYTHING.search(part)
        return Claim.done if is_sure else Claim.partial
    if words.OF_A_PERIOD.search(part):
        return Claim.partial
    if words.WHOLE_PERCENT.search(part) and not words.NOT_BEFORE.search(part):
        return Claim.done
    act = words.ACTS.search(part)
    if act:
        return _act_claim(part, act, is_whole_count=is_whole_count)
    core = words.CORE.search(part)
    if core is None:
        is_all = is_whole_count and words.REACHED.search(part) is not None
        return Claim.done if is_all and not words.NOT_BEFORE.search(part) else Claim.none
    return _core_claim(part, core, is_whole_count=is_whole_count)


def _act_claim(part: str, act: re.Match[str], *, is_whole_count: bool) -> Claim:
    """An act that ends a task ("đã ban hành …"), if its object is a known product and no step on the way."""
    before, after = part[: act.start()], part[act.end() :]
    is_doubted = (
        words.NOT_BEFORE.search(before) or words.DRAFT.search(part) or words.BAD_OBJECT.search(act.group())
    )
    if is_doubted or words.ENDS_ASKING.search(after):
        return Claim.partial
    if is_whole_count:
        return Claim.done
    if words.PART_SUBJECT.search(before) or words.ACT_AFTER_BAD.match(after):
        return Claim.partial
    is_known_object = words.CLEAN_AFTER.match(after) or words.ACT_OBJECT.match(after)
    return Claim.done if is_known_object else Claim.partial


def _core_claim(part: str, core: re.Match[str], *, is_whole_count: bool) -> Claim:
    """ "xong", "hoàn thành", "done" about the task itself, with nothing after it that makes it a part."""
    before, after = part[: core.start()], part[core.end() :]
    if _is_doubted(part, before) or core.group() == "hoan thien":
        return Claim.partial
    if is_whole_count:
        is_part = words.AFTER_CORE_BAD.match(after) and not re.match(r" ?\d", after)
        return Claim.partial if is_part else Claim.done
    if words.AFTER_CORE_BAD.match(after) or not _is_own_subject(before):
        return Claim.partial
    is_clean = words.CLEAN_AFTER.match(after) or words.NAMED_AFTER.match(after)
    return Claim.done if is_clean else Claim.partial


def _is_doubted(part: str, before: str) -> bool:
    is_open_day = words.DAY_BEFORE.search(before) and not words.PERFECT.search(part)
    doubts = (
        words.NOT_BEFORE.search(before),
        words.NOUN_BEFORE.search(before),
        words.HEDGE_BEFORE.search(before),
        is_open_day,
    )
    return any(doubts) or words.ALMOST.search(part) is not None or words.UNFINISHED.search(part) is not None


def _is_own_subject(before: str) -> bool:
    """The finishing word is about the task, not about a part of it or a step ("khảo sát xong")."""
    if words.PART_SUBJECT.search(before):
        return False
    return words.SUBJECT_ENDS.search(before) is not None or words.TASK_HEAD.search(before) is not None
