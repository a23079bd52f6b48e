"""A version of all policies, ready to be asked: who is promised what?"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from clew.coverage.hours import Hours
from clew.routing.policies.operators import Holds, Read
from clew.routing.policies.plans import plan_name, plan_slug
from clew.routing.targets.vocabulary import Metric, Situation

REMEMBERED = 4096  # judgements of one version


@dataclass(frozen=True, kw_only=True)
class When:
    """Of whom a target is. An empty set asks nothing; ``escalated`` None likewise."""

    plans: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    severities: frozenset[str] = frozenset()
    escalated: bool | None = None

    def holds(self, situation: Situation) -> bool:
        return (
            (not self.plans or (situation.plan or "") in self.plans)
            and (not self.priorities or (situation.priority or "") in self.priorities)
            and (not self.severities or situation.severity in self.severities)
            and (self.escalated is None or self.escalated is bool(situation.escalated))
        )


@dataclass(frozen=True, kw_only=True)
class TargetRule:
    metric: Metric
    when: When
    minutes: int
    calendar: str  # its slug
    hours: Hours
    pauses: frozenset[str]  # statuses in which the clock stands still


@dataclass(frozen=True, kw_only=True)
class PriorityRule:
    priority: str
    reason: str
    holds: Holds


@dataclass(frozen=True, kw_only=True)
class Policy:
    slug: str
    name: str
    enabled: bool
    holds: Holds
    unknown_plan: str = ""  # the plan that counts when nobody knows it; "": none does
    priorities: tuple[PriorityRule, ...] = ()
    targets: tuple[TargetRule, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the policies say of a situation. ``situation`` has the plan and priority that count,
    and of what no policy asks about, what another ticket of the same kind had.
    """

    policy: Policy | None = None
    situation: Situation
    plan_unknown: bool = False
    priority: str = ""  # as derived, also when another was set by hand
    priority_reason: str = ""
    targets: Mapping[Metric, TargetRule] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """``plans``: the slugs that are known; any other plan is as unknown as none at all.

    ``asked``: all that decides, beside plan, priority, severity and escalation. Situations that are
    alike in it are judged once. None: not known, so each is judged anew.
    """

    policies: tuple[Policy, ...]
    calendars: Mapping[str, Hours]
    plans: frozenset[str]
    asked: tuple[Read, ...] | None = None
    _known: dict[Hashable, Judgement] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def policy(self, slug: str) -> Policy | None:
        return next((each for each in self.policies if each.slug == slug), None)

    def judge(self, situation: Situation) -> Judgement:
        """By the first enabled policy whose conditions match."""
        if self.asked is None:
            return self._judge(situation)
        values = [read(situation) for read in self.asked]
        try:
            key = (
                situation.plan,
                situation.priority,
                situation.severity,
                situation.escalated,
                *((type(value), value) for value in values),  # True is not 1
            )
            known = self._known.get(key)
        except TypeError:  # a property that is a list
            return self._judge(situation)
        if known is None:
            known = self._judge(situation)
            if len(self._known) < REMEMBERED:
                self._known[key] = known
        return known

    def _judge(self, situation: Situation) -> Judgement:
        plan = plan_slug(situation.plan)
        for policy in self.policies:
            if not policy.enabled:
                continue
            is_unknown = bool(policy.unknown_plan) and plan not in self.plans
            counts = policy.unknown_plan if is_unknown else plan
            seen = situation if situation.plan == counts else replace(situation, plan=counts)
            if policy.holds(seen):
                return _judged(policy, seen, is_unknown)
        return Judgement(situation=replace(situation, plan=plan))


def _judged(policy: Policy, situation: Situation, is_unknown: bool) -> Judgement:
    rule = next((each for each in policy.priorities if each.holds(situation)), None)
    derived, reason = (rule.priority, rule.reason) if rule else ("", "")
    if is_unknown and reason:
        reason = f"plan unknown, so as {plan_name(policy.unknown_plan)}: {reason}"
    if not situation.priority:
        situation = replace(situation, priority=derived)
    targets: dict[Metric, TargetRule] = {}
    for target in policy.targets:
        if target.metric not in targets and target.when.holds(situation):
            targets[target.metric] = target
    return Judgement(
        policy=policy,
        situation=situation,
        plan_unknown=is_unknown,
        priority=derived,
        priority_reason=reason,
        targets=targets,
    )
