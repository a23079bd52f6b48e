"""The functions that a query may call, by name. Whatever is not here is refused.

Left out on purpose: what reads anything but its arguments (``dictGet``, ``joinGet``, ``file``,
``getSetting``, ``currentUser``, ``hasColumnInTable``), what waits or throws (``sleep``,
``throwIf``), what depends on blocks (``neighbor``, ``runningDifference``), what is told a function
or a table by name (``arrayReduce``, ``in``), and what computes long within one row.
"""


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


AGGREGATES = names(
    """
    any anyHeavy anyLast any_value approx_top_k approx_top_count argMax argMin avg avgWeighted
    corr corrStable count covarPop covarSamp cramersV deltaSum deltaSumTimestamp entropy
    exponentialMovingAverage first_value groupArray groupArrayInsertAt groupArrayLast
    groupArrayMovingAvg groupArrayMovingSum groupArraySample groupArraySorted groupBitAnd
    groupBitOr groupBitXor groupConcat groupUniqArray histogram intervalLengthSum kurtPop
    kurtSamp last_value max maxIntersections maxMappedArrays median medianExact medianTDigest min
    minMappedArrays quantile quantileDeterministic quantileExact quantileExactExclusive
    quantileExactHigh quantileExactInclusive quantileExactLow quantileExactWeighted
    quantileTDigest quantileTDigestWeighted quantileTiming quantiles quantilesExact
    quantilesTDigest quantilesTiming rankCorr retention sequenceCount sequenceMatch
    simpleLinearRegression singleValueOrNull skewPop skewSamp stddevPop stddevPopStable
    stddevSamp stddevSampStable studentTTest sum sumCount sumKahan sumMappedArrays
    sumWithOverflow topK topKWeighted uniq uniqCombined uniqCombined64 uniqExact uniqHLL12
    uniqUpTo varPop varPopStable varSamp varSampStable welchTTest windowFunnel
    group_concat max_by min_by array_agg string_agg sumMap minMap maxMap
    """
)
COMBINATORS = ("If", "Array", "Distinct", "OrNull", "OrDefault", "ForEach", "ArgMin", "ArgMax")
WINDOW_ONLY = names(
    """
    row_number rank dense_rank percent_rank cume_dist ntile nth_value lag lead lagInFrame
    leadInFrame
    """
)
NUMBERS = names(
    """
    abs divide divideOrNull gcd ifNotFinite intDiv intDivOrNull intDivOrZero isFinite isInfinite
    isNaN lcm max2 min2 minus modulo moduloOrNull moduloOrZero multiply negate plus
    positiveModulo mod
    acos acosh asin asinh atan atan2 atanh cbrt cos cosh degrees e erf erfc exp exp10 exp2
    hypot ln log log10 log1p log2 pi pow power radians sigmoid sign sin sinh sqrt tan tanh
    widthBucket ceil ceiling floor round roundBankers roundDown trunc truncate
    bitAnd bitCount bitNot bitOr bitShiftLeft bitShiftRight bitTest bitXor
    """
)
CONDITIONS = names(
    """
    if multiIf coalesce ifNull nullIf isNull isNotNull assumeNotNull toNullable firstNonDefault
    greatest least clamp and or not xor equals notEquals less greater lessOrEquals
    greaterOrEquals empty notEmpty transform
    """
)
DATES = names(
    """
    addDays addHours addMinutes addMonths addQuarters addSeconds addWeeks addYears addDate
    subDate age date_add date_sub dateAdd dateSub dateDiff date_diff dateName dateTrunc
    date_trunc formatDateTime fromUnixTimestamp fromUnixTimestamp64Milli
    fromUnixTimestamp64Micro fromUnixTimestamp64Second makeDate makeDateTime makeDateTime64
    monthName now now64 parseDateTime parseDateTime64BestEffort parseDateTime64BestEffortOrNull
    parseDateTimeBestEffort parseDateTimeBestEffortOrNull parseDateTimeOrNull subtractDays
    subtractHours subtractMinutes subtractMonths subtractQuarters subtractSeconds subtractWeeks
    subtractYears timeDiff timeSlot timestampDiff timestamp_diff toDate toDate32 toDateOrNull
    toDateTime toDateTime64 toDateTime64OrNull toDateTimeOrNull toDateTimeOrZero toDateOrZero
    toDayOfMonth toDayOfWeek toDayOfYear toDaysInMonth toHour toISOWeek toISOYear
    toIntervalDay toIntervalHour toIntervalMinute toIntervalMonth toIntervalQuarter
    toIntervalSecond toIntervalWeek toIntervalYear toLastDayOfMonth toLastDayOfWeek
    toMillisecond toMinute toMonday toMonth toQuarter toRelativeDayNum toRelativeHourNum
    toRelativeMonthNum toRelativeWeekNum toSecond toStartOfDay toStartOfFifteenMinutes
    toStartOfFiveMinutes toStartOfHour toStartOfISOYear toStartOfInterval toStartOfMinute
    toStartOfMonth toStartOfQuarter toStartOfSecond toStartOfTenMinutes toStartOfWeek
    toStartOfYear toTimeZone toTimezone toUnixTimestamp toUnixTimestamp64Milli toWeek toYYYYMM
    toYYYYMMDD toYYYYMMDDhhmmss toYear toYearWeek today yesterday UTCTimestamp
    """
)
TEXTS = names(
    """
    alphaTokens appendTrailingCharIfAbsent ascii base64Decode base64Encode basename char concat
    concatWithSeparator concat_ws convertCharset countMatches countMatchesCaseInsensitive
    countSubstrings countSubstringsCaseInsensitive decodeURLComponent decodeXMLComponent domain
    domainWithoutWWW encodeURLComponent endsWith extract extractAll
    extractAllGroups extractAllGroupsHorizontal extractAllGroupsVertical extractGroups
    extractTextFromHTML extractURLParameter extractURLParameterNames extractURLParameters
    firstSignificantSubdomain format formatReadableDecimalSize formatReadableQuantity
    formatReadableSize formatReadableTimeDelta fragment hasSubsequence
    hasSubsequenceCaseInsensitive hasToken hasTokenCaseInsensitive hex ilike initcap initcapUTF8
    isValidUTF8 lcase left leftPad leftPadUTF8 leftUTF8
    lengthUTF8 like locate lower lowerUTF8 match mid multiSearchAny
    multiSearchAnyCaseInsensitive multiSearchFirstIndex multiSearchFirstPosition netloc
    ngramDistance ngramDistanceCaseInsensitive notILike notLike path pathFull port position
    positionCaseInsensitive positionCaseInsensitiveUTF8 positionUTF8 protocol queryString
    regexpExtract regexpQuoteMeta repeat replace replaceAll replaceOne replaceRegexpAll
    replaceRegexpOne reverseUTF8 right rightPad rightPadUTF8 rightUTF8 soundex splitByChar
    splitByNonAlpha splitByRegexp splitByString splitByWhitespace startsWith substring
    substringIndex substringUTF8 substr toValidUTF8 tokens topLevelDomain translate
    translateUTF8 trim trimBoth trimLeft trimRight tryBase64Decode ucase unhex upper upperUTF8
    cutQueryString cutFragment cutQueryStringAndFragment cutURLParameter cutWWW
    cutToFirstSignificantSubdomain queryStringAndFragment URLHierarchy URLPathHierarchy
    """
)
ARRAYS = names(
    """
    array arrayAll arrayAvg arrayCompact arrayConcat arrayCount arrayCumSum arrayDifference
    arrayDistinct arrayElement arrayElementOrNull arrayEnumerate arrayEnumerateUniq arrayExcept
    arrayExists arrayFill arrayFilter arrayFirst arrayFirstIndex arrayFirstOrNull arrayFlatten
    arrayIntersect arrayJoin arrayLast arrayLastIndex arrayLastOrNull arrayMap arrayMax arrayMin
    arrayPopBack arrayPopFront arrayProduct arrayPushBack arrayPushFront arrayResize
    arrayReverse arrayReverseSort arrayRotateLeft arrayRotateRight arraySlice arraySort
    arraySplit arrayStringConcat arraySum arrayUniq arrayWithConstant arrayZip countEqual
    has hasAll hasAny indexOf length range reverse emptyArrayString emptyArrayUInt64
    map mapAdd mapApply mapConcat mapContains mapContainsKey mapContainsValue mapExists
    mapFilter mapFromArrays mapKeys mapSort mapSubtract mapUpdate mapValues
    tuple tupleConcat tupleElement tupleNames flattenTuple
    extractKeyValuePairs
    """
)
JSON = names(
    """
    JSONArrayLength JSONExtract JSONExtractArrayRaw JSONExtractBool JSONExtractFloat
    JSONExtractInt JSONExtractKeys JSONExtractKeysAndValues JSONExtractKeysAndValuesRaw
    JSONExtractRaw JSONExtractString JSONExtractUInt JSONHas JSONKey JSONLength JSONType
    JSON_EXISTS JSON_QUERY JSON_VALUE isValidJSON simpleJSONExtractBool simpleJSONExtractFloat
    simpleJSONExtractInt simpleJSONExtractRaw simpleJSONExtractString simpleJSONExtractUInt
    simpleJSONHas toJSONString
    """
)
OTHERS = names(
    """
    CRC32 MD5 SHA1 SHA224 SHA256 SHA512 cityHash64 farmHash64 halfMD5 intHash32 intHash64
    javaHash metroHash64 murmurHash2_64 murmurHash3_64 sipHash128 sipHash64 xxHash32 xxHash64
    IPv4CIDRToRange IPv4NumToString IPv4StringToNum IPv4StringToNumOrNull IPv6NumToString
    IPv6StringToNum IPv6StringToNumOrNull isIPAddressInRange isIPv4String isIPv6String toIPv4
    toIPv4OrNull toIPv6 toIPv6OrNull
    accurateCast accurateCastOrNull toBool toDecimal32 toDecimal32OrNull toDecimal64
    toDecimal64OrNull toDecimal128 toDecimal128OrNull toDecimalString toFixedString toFloat32
    toFloat32OrNull toFloat32OrZero toFloat64 toFloat64OrNull toFloat64OrZero toString
    toInt8 toInt16 toInt32 toInt64 toInt128 toInt256 toUInt8 toUInt16 toUInt32 toUInt64
    toUInt128 toUInt256 toInt8OrNull toInt16OrNull toInt32OrNull toInt64OrNull toUInt8OrNull
    toUInt16OrNull toUInt32OrNull toUInt64OrNull toInt32OrZero toInt64OrZero toUInt32OrZero
    toUInt64OrZero toUUID toUUIDOrNull toUUIDOrZero toTypeName toLowCardinality
    generateUUIDv4 generateUUIDv7 UUIDv7ToDateTime rand rand64 randCanonical
    bar materialize identity greatCircleDistance geoDistance grouping
    """
)
SCALARS = NUMBERS | CONDITIONS | DATES | TEXTS | ARRAYS | JSON | OTHERS
ALL = AGGREGATES | WINDOW_ONLY | SCALARS
_BY_LOWER = {each.lower(): each for each in sorted(ALL)}
UNITS = names("second minute hour day week month quarter year millisecond microsecond")


def function_called(given: str) -> str | None:
    """As ClickHouse spells it, however it was typed; None for one that is not offered."""
    if given in ALL:
        return given
    if known := _BY_LOWER.get(given.lower()):
        return known
    return _combined(given)


def aggregate_within(spelled: str) -> tuple[str, list[str]] | None:
    """``sumIfOrNull`` → ``sum`` with If and OrNull; None when it is no aggregate."""
    found: list[str] = []
    while spelled not in AGGREGATES:
        suffix = next((each for each in COMBINATORS if spelled.endswith(each)), None)
        if suffix is None or len(found) == len(COMBINATORS):
            return None
        spelled = spelled.removesuffix(suffix)
        found.append(suffix)
    return spelled, found[::-1]


def _combined(given: str) -> str | None:
    rest, suffixes = given, ""
    for _ in range(3):
        suffix = next((each for each in COMBINATORS if rest.lower().endswith(each.lower())), None)
        if suffix is None:
            return None
        rest, suffixes = rest[: -len(suffix)], suffix + suffixes
        known = _BY_LOWER.get(rest.lower())
        if known in AGGREGATES:
            return f"{known}{suffixes}"
    return None
