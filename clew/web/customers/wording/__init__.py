"""Events in words: what happened, in a sentence a support engineer can read aloud."""

from functools import partial

from clew.web.customers.wording import ai, browsing, identity, product
from clew.web.customers.wording.failures import exception
from clew.web.customers.wording.shape import Properties, Wording, Words, sender

_WELL_KNOWN: dict[str, Wording] = {
    "$pageview": browsing.viewed,
    "$pageleave": browsing.left,
    "$screen": browsing.screen,
    "$autocapture": browsing.touched,
    "$rageclick": browsing.rage,
    "$dead_click": browsing.dead,
    "$web_vitals": browsing.vitals,
    "$identify": identity.identified,
    "$set": identity.properties_set,
    "$unset": identity.properties_set,
    "$create_alias": identity.aliased,
    "$merge_dangerously": identity.merged,
    "$groupidentify": identity.group_described,
    "$feature_flag_called": product.flag_called,
    "survey shown": partial(product.survey, deed="shown"),
    "survey sent": partial(product.survey, deed="answered"),
    "survey dismissed": partial(product.survey, deed="dismissed"),
    "$exception": exception,
    "$ai_generation": ai.generation,
    "$ai_embedding": ai.embedding,
    "$ai_span": ai.span,
    "$ai_trace": ai.trace,
    "$ai_metric": ai.metric,
    "$ai_feedback": ai.feedback,
}


def in_words(event: str, properties: Properties) -> Words:
    known = _WELL_KNOWN.get(event)
    if known:
        return known(properties)
    return product.of_clew(event, properties) or product.own(event, properties)


__all__ = ["Words", "in_words", "sender"]
