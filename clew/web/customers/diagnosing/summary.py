"""The page in plain words, to be copied into an internal note."""

from clew.analytics.diagnosis.check import several
from clew.analytics.diagnosis.evidence import Case
from clew.analytics.diagnosis.funnels.checking import Checked, Step
from clew.analytics.diagnosis.looking import Looked
from clew.analytics.diagnosis.words import at, lasting, listed, who
from clew.web.customers.diagnosing.tables import SdkRow

MOST = 6  # people or pairs that are named


def diagnosis_text(name: str, case: Case, looked: Looked, sdks: list[SdkRow]) -> str:
    lines = [f"Diagnosis of {name}, around {at(case.about_at)}"]
    for found in looked.troubles:
        about = f" ({found.about})" if found.about else ""
        lines += [f"- {found.title}{about}: {found.explanation}", f"  Fix: {found.fix}"]
    fine = len(looked.findings) - len(looked.troubles)
    lines.append(f"{several(looked.checks, 'check')} looked, {fine} in order.")
    if sdks:
        used = listed((f"{row.lib} {row.version}" for row in sdks), 8)
        lines.append(f"SDKs: {used}")
    return "\n".join(lines)


def funnel_text(name: str, found: Checked) -> str:
    funnel = found.funnel
    period = f"{funnel.since:%-d %b} to {funnel.until:%-d %b}, within {funnel.window.days} days"
    lines = [f"Funnel of {name or 'everyone'}, {period}"]
    lines += [_step(number, step, bool(name)) for number, step in enumerate(found.steps, 1)]
    for split in found.splits[:MOST]:
        ids = f"{who(split.one.who)} ({split.one.who.id[:8]})"
        other = f"{who(split.other.who)} ({split.other.who.id[:8]})"
        lines.append(
            f"- Split after step {split.at}: {ids} and {other}, {split.shared[0]};"
            f" {split.alone} steps apart, {split.together} as one person"
        )
    if found.stopped:
        names = listed((f"{who(s.who)} at step {s.step}" for s in found.stopped), MOST)
        lines.append(f"Stopped: {names}")
    return "\n".join(lines)


def _step(number: int, step: Step, has_own: bool) -> str:
    said = [f"{step.own:,} of this customer"] if has_own else []
    if has_own and step.if_one != step.own:
        said.append(f"{step.if_one:,} if split people were one")
    if step.everyone is not None:
        said.append(f"{step.everyone:,} of everyone")
    took = f", {lasting(step.between)} after the step before" if step.between else ""
    return f"{number}. {step.label}: {', '.join(said)}{took}"
