"""The text of a query → one SELECT as a tree, with the place of each name in the text."""

from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.clickhouse import ClickHouse
from sqlglot.errors import ParseError, TokenError
from sqlglot.parsers.clickhouse import ClickHouseParser
from sqlglot.tokenizer_core import Token, TokenType

from clew.analytics.sql.refusing import QueryRefused, refused

MAX_TEXT = 50_000  # characters
MAX_TOKENS = 10_000
MAX_NODES = 15_000
MAX_DEPTH = 40  # of brackets
# A chain a + b + c … is as deep as it is long.
MAX_TREE = 250
OPENING = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE}
CLOSING = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE}
ONLY_SELECT = "Only a single SELECT can be run here"
Query = exp.Select | exp.SetOperation


class Dialect(ClickHouse):
    """ClickHouse's, where ``$`` is a letter and functions keep the names they were given."""

    INDEX_OFFSET = 0

    class Tokenizer(ClickHouse.Tokenizer):
        HEREDOC_STRINGS: ClassVar[list[Any]] = []
        VAR_SINGLE_TOKENS: ClassVar[set[str]] = {"$"}
        SINGLE_TOKENS: ClassVar[dict[str, TokenType]] = {
            sign: token for sign, token in ClickHouse.Tokenizer.SINGLE_TOKENS.items() if sign != "$"
        }

    class Parser(ClickHouseParser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        NO_PAREN_FUNCTIONS: ClassVar[dict[TokenType, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            name: ClickHouseParser.FUNCTION_PARSERS[name] for name in ("CAST", "EXTRACT", "TRIM")
        }
        QUERY_MODIFIER_PARSERS: ClassVar[dict[TokenType, Any]] = {
            **ClickHouseParser.QUERY_MODIFIER_PARSERS,
            TokenType.LIMIT: lambda self: self.limit_modifier(),
        }

        def limit_modifier(self) -> tuple[str, exp.Expr | None]:
            """LIMIT 1 BY x and LIMIT 10 are two clauses, and a query may have both."""
            limit = self._parse_limit()
            return ("limit_by" if limit is not None and limit.expressions else "limit"), limit

        def _parse_query_parameter(self) -> exp.Expr | None:
            first = self._curr
            found: exp.Expr | None = super()._parse_query_parameter()
            if found is not None and first:
                found.meta.update(start=first.start, end=first.end)
            return found

        def _parse_function(self, *args: Any, **options: Any) -> exp.Expr | None:
            first = self._curr
            found = super()._parse_function(*args, **options)
            if isinstance(found, exp.Func | exp.Window) and first:
                # Its name is what a mistake in it is shown at.
                found.meta.setdefault("start", first.start)
                found.meta.setdefault("end", first.end)
                if isinstance(found, exp.Window) and isinstance(found.this, exp.Func):
                    found.this.meta.setdefault("start", first.start)
                    found.this.meta.setdefault("end", first.end)
            return found

        def _parse_expression(self) -> exp.Expr | None:
            first = self._curr
            found = super()._parse_expression()
            if found is not None and first and self._prev:
                found.meta["span"] = (first.start, self._prev.end)
            return found


DIALECT = Dialect()


def read(text: str) -> Query:
    """Raises QueryRefused; what is read is not yet known to be allowed."""
    if len(text) > MAX_TEXT:
        raise QueryRefused(f"The query is longer than {MAX_TEXT:,} characters")
    if "\x00" in text:
        raise QueryRefused("The query holds a zero byte", start=text.index("\x00"))
    statement = _only_statement(_parsed(_tokens(text), text))
    if sum(1 for _ in statement.walk()) > MAX_NODES:
        raise QueryRefused("The query is too large", hint="Split it, or use a parameter.")
    _check_depth(statement)
    return statement


def _tokens(text: str) -> list[Token]:
    try:
        tokens = DIALECT.tokenize(text)
    except TokenError:
        raise QueryRefused(
            "A quote or a comment does not end", start=max(len(text) - 1, 0), end=len(text)
        ) from None
    if len(tokens) > MAX_TOKENS:
        raise QueryRefused("The query is too large", hint="Split it, or use a parameter.")
    depth = 0
    for token in tokens:
        depth += (token.token_type in OPENING) - (token.token_type in CLOSING)
        if depth > MAX_DEPTH:
            raise QueryRefused("The query is nested too deeply", start=token.start, end=token.end)
    return tokens


def _parsed(tokens: list[Token], text: str) -> list[exp.Expr | None]:
    first = tokens[0] if tokens else None
    if first is not None and first.token_type not in {
        TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN, TokenType.FROM,
    }:  # fmt: skip
        raise QueryRefused(
            f"{ONLY_SELECT}, not {first.text.upper()[:40]}", start=first.start, end=first.end
        )
    try:
        return list(DIALECT.parser().parse(tokens, text))
    except ParseError as error:
        raise _misread(error, text) from None
    except RecursionError:
        raise QueryRefused("The query is nested too deeply") from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise QueryRefused("The query could not be understood") from None


def _misread(error: ParseError, text: str) -> QueryRefused:
    said = error.errors[0] if error.errors else {}
    line, column = said.get("line") or 1, said.get("col") or 1
    word = str(said.get("highlight") or "")
    lines = text.split("\n")
    end = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    start = max(0, end - max(len(word), 1) + 1)
    what = f"“{word[:40]}” is not expected here" if word else "The query ends too early"
    if "multiple" in str(said.get("description")):
        what = f"{word[:40].upper()} stands here twice"
    return QueryRefused(what, start=start, end=end)


def _only_statement(found: list[exp.Expr | None]) -> Query:
    statements = [each for each in found if each is not None]
    if not statements:
        raise QueryRefused("There is no query", hint="Write SELECT …")
    if len(statements) > 1:
        raise refused(f"{ONLY_SELECT}; this is {len(statements)} statements", statements[1])
    statement: exp.Expr = statements[0]
    while isinstance(statement, exp.Subquery) and not _has_more(statement):
        statement = statement.this
    if not isinstance(statement, exp.Select | exp.SetOperation):
        raise refused(ONLY_SELECT, statement)
    return statement


def _has_more(subquery: exp.Subquery) -> bool:
    return any(value for name, value in subquery.args.items() if name != "this")


def _check_depth(statement: exp.Expr) -> None:
    stack: list[tuple[exp.Expr, int]] = [(statement, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > MAX_TREE:
            raise refused("The query is nested too deeply", node)
        # A chain of ANDs or ORs is read as one list.
        below = depth + (not isinstance(node, exp.Connector))
        stack.extend((child, below) for child in node.iter_expressions())
