"""What kind of value functions give, and which of them read numbers or times."""

from clew.analytics.sql.functions import NUMBERS, names
from clew.analytics.sql.pieces import (
    Kind,
    Piece,
)

# Aggregates of numbers: a property inside is read as one.
OF_NUMBERS = names(
    """
    sum avg min max sumKahan sumWithOverflow avgWeighted corr corrStable covarPop covarSamp
    deltaSum histogram intervalLengthSum kurtPop kurtSamp median medianExact medianTDigest
    rankCorr simpleLinearRegression skewPop skewSamp studentTTest welchTTest sumCount
    groupArrayMovingAvg groupArrayMovingSum stddevPop stddevPopStable stddevSamp stddevSampStable
    varPop varPopStable varSamp varSampStable
    """
)


COUNTING = names(
    "count uniq uniqExact uniqCombined uniqCombined64 uniqHLL12 uniqUpTo row_number rank dense_rank"
    " percent_rank cume_dist ntile sequenceCount windowFunnel entropy"
)


# A property stays one through these.
PASSING = names(
    "any anyLast anyHeavy any_value argMax argMin max_by min_by first_value last_value lag lead"
    " lagInFrame leadInFrame nth_value singleValueOrNull nullIf assumeNotNull toNullable"
    " materialize identity"
)


JOINING = {"coalesce", "ifNull", "greatest", "least", "firstNonDefault"}


NUMBER_RESULTS = (
    NUMBERS | COUNTING | OF_NUMBERS
    | names("length lengthUTF8 dateDiff date_diff age countEqual indexOf position JSONLength"
                " JSONExtractInt JSONExtractUInt JSONExtractFloat arrayCount countSubstrings"
                " countMatches arraySum arrayAvg toUnixTimestamp rand toHour toDayOfWeek toMonth"
                " toYear toYYYYMM toYYYYMMDD toMinute toDayOfMonth toDayOfYear")
)  # fmt: skip


TIME_RESULTS = (
    "toDate", "toDateTime", "toStartOf", "toMonday", "parseDateTime", "fromUnixTimestamp", "now",
    "today", "yesterday", "makeDate", "add", "subtract", "dateTrunc", "date_trunc", "date_add",
    "date_sub", "dateAdd", "dateSub", "toLastDay", "toTimezone", "toTimeZone",
)  # fmt: skip


# What reads a time: a property as the first argument is read as one.
OF_TIMES = ("toStartOf", "toYear", "toMonth", "toDayOf", "toHour", "toMinute", "toSecond",
            "toMonday", "toYYYY", "toUnixTimestamp", "formatDateTime", "toQuarter", "toISO",
            "toWeek", "addDays", "addHours", "subtractDays", "toRelative", "toLastDay",
            "toTimezone", "toTimeZone", "monthName", "toDaysIn")  # fmt: skip


OR_NULL = {
    **{f"to{sign}Int{bits}": f"to{sign}Int{bits}OrNull"
       for sign in ("", "U") for bits in (8, 16, 32, 64)},
    "toFloat32": "toFloat32OrNull", "toFloat64": "toFloat64OrNull", "toUUID": "toUUIDOrNull",
}  # fmt: skip


def kind_of_aggregate(within: str, combined: list[str], arguments: list[Piece]) -> Kind:
    if {"Array", "ForEach"} & set(combined):
        return Kind.OTHER
    if within in {"min", "max"} and arguments:
        first = arguments[0].kind
        return Kind.NUMBER if first is Kind.PROPERTY else first
    if within in PASSING and arguments:
        return arguments[0].kind
    if within in {"histogram", "sumCount", "quantiles", "simpleLinearRegression"} or (
        within.startswith("quantiles")
    ):
        return Kind.OTHER
    numeric = within in OF_NUMBERS or within in COUNTING or within.startswith("quantile")
    return Kind.NUMBER if numeric else Kind.OTHER


def kind_of_result(spelled: str, first: Piece) -> Kind:
    if spelled in PASSING:
        return first.kind
    if spelled in NUMBER_RESULTS or spelled.startswith(("toInt", "toUInt", "toFloat")):
        return Kind.OTHER if spelled.startswith("toInterval") else Kind.NUMBER
    if spelled.startswith(TIME_RESULTS):
        return Kind.TIME
    if spelled == "toString":
        return Kind.TEXT
    return Kind.OTHER
