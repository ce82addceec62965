"""When is a requirement met? Pure rules: parameters of the curriculum and facts in, a verdict out. No Django, no clock.

Facts by kind:
- attendance: `present` sessions attended (an excused one counts only with its substitute task), `sessions` planned.
- module: `done` lessons read, `total` lessons of the pinned version.
- quiz: `percent` of the best submitted attempt.
- discussion: `posts` the own contributions, `replies` to those of others; what was taken down does not count.
- actualization: `verified` by the coach, with the `note` said and the day `verified_on`, ISO.
- confirmation: `confirmed` by the committee, with a `note` on what was seen.
- outside: `completed` on another platform, as verified; its `score` (a number, or None where none is printed);
  `completed_on`, the day as printed, ISO.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """Whether a requirement is met, and how far it is (0 to 100 percent of what is needed, capped)."""

    met: bool
    percent: int


def attendance(params: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """Present in at least `params.percent` of all planned sessions; without sessions nothing was attended."""
    sessions, present = facts.get("sessions", 0), facts.get("present", 0)
    if not sessions:
        return Verdict(met=False, percent=0)
    # Whole numbers: 9 of 10 is 90 %, without a rounding error deciding about a certificate.
    return Verdict(met=present * 100 >= params["percent"] * sessions, percent=share(present, sessions))


def module(params: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """Every lesson of the pinned version read. A module without lessons is never met by reading."""
    done, total = facts.get("done", 0), facts.get("total", 0)
    return Verdict(met=total > 0 and done >= total, percent=share(done, total))


def quiz(params: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """The best result reaches `params.pass_percent`."""
    reached, needed = facts.get("percent", 0), params["pass_percent"]
    return Verdict(met="percent" in facts and reached >= needed, percent=share(int(reached), needed))


def discussion(params: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """At least `params.posts` own contributions and `params.replies` to others."""
    needed = {"posts": params["posts"], "replies": params["replies"]}
    given = {name: min(facts.get(name, 0), count) for name, count in needed.items()}
    return Verdict(met=given == needed, percent=share(sum(given.values()), sum(needed.values())))


def actualization(params: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """The coach has verified what was done at the workplace."""
    verified = bool(facts.get("verified"))
    return Verdict(met=verified, percent=100 if verified else 0)


def confirmation(params: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """The committee has confirmed what it saw."""
    confirmed = bool(facts.get("confirmed"))
    return Verdict(met=confirmed, percent=100 if confirmed else 0)


def outside(params: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """Completed on another platform, with at least `params.min_score` where the curriculum asks for one."""
    if not facts.get("completed"):
        return Verdict(met=False, percent=0)
    needed, reached = params.get("min_score"), facts.get("score")
    if needed is None:
        return Verdict(met=True, percent=100)
    if reached is None:
        return Verdict(met=False, percent=0)
    met = reached >= needed
    return Verdict(met=met, percent=100 if met else share(int(reached), needed))


RULES: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Verdict]] = {
    "attendance": attendance,
    "module": module,
    "quiz": quiz,
    "discussion": discussion,
    "actualization": actualization,
    "confirmation": confirmation,
    "outside": outside,
}

# The parameter each kind must state. There is no default: the curriculum says it, with its source.
REQUIRED_PARAMS: dict[str, tuple[str, ...]] = {
    "attendance": ("percent",),
    "module": (),
    "quiz": ("pass_percent",),
    "discussion": ("posts", "replies"),
    "actualization": ("what",),
    "confirmation": ("what",),
    "outside": ("platform",),
}


def evaluate(kind: str, params: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """The verdict for one requirement. Raises KeyError for an unknown kind or a missing parameter."""
    return RULES[kind](params, facts)


def share(part: int, whole: float) -> int:
    return min(100, int(part * 100 // whole)) if whole else 0
