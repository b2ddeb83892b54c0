"""Full-text search over the bank: FTS5 on SQLite, a GIN index on PostgreSQL, the same results.

Text is turned into words once, here, and both databases index those words as they are: neither
splits, folds or stems by rules of its own. A query matches a question that has, for each of its
words, a word that starts with it.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

# Beyond these, more words or longer ones narrow nothing down that a person would look for.
MAX_QUERY_WORDS = 12
MAX_QUERY_CHARACTERS = 400
MAX_WORD = 64

# What one search ranks at the most; see `questions.bank`.
MAX_RANKED = 200


HYPHENS = {"-", "\N{HYPHEN}", "\N{NON-BREAKING HYPHEN}"}


class Span(NamedTuple):
    """A normalised word and where it stands in the text: text[start:end]."""

    word: str
    start: int
    end: int


class Segment(NamedTuple):
    """A piece of a text, and whether it is one that matched."""

    text: str
    hit: bool


def spans(text: str) -> Iterator[Span]:
    """The words of a text: lower case, without accents, split at all but letters and figures."""
    word: list[str] = []
    start = end = 0
    for position, character in enumerate(text):
        folded = unicodedata.normalize("NFKD", character).casefold()
        for part in unicodedata.normalize("NFKD", folded):
            if unicodedata.combining(part):
                end = position + 1 if word else end
                continue
            if part.isalnum():
                if not word:
                    start = position
                word.append(part)
                end = position + 1
            elif word:
                yield Span("".join(word)[:MAX_WORD], start, end)
                word = []
    if word:
        yield Span("".join(word)[:MAX_WORD], start, end)


def findable(text: str) -> list[Span]:
    """The words of a text, and hyphenated ones in one piece too: "realtime" finds "real-time"."""
    parts = list(spans(text))
    joined: list[Span] = []
    chain: list[Span] = []
    for part in [*parts, None]:
        if chain and part and text[chain[-1].end : part.start] in HYPHENS:
            chain.append(part)
            continue
        if len(chain) > 1:
            word = "".join(link.word for link in chain)[:MAX_WORD]
            joined.append(Span(word, chain[0].start, chain[-1].end))
        chain = [part] if part else []
    return [*parts, *joined]


def words(text: str) -> list[str]:
    return [span.word for span in spans(text)]


def query_words(text: str) -> tuple[str, ...]:
    """What a typed text searches for: its first distinct words, at most MAX_QUERY_WORDS."""
    distinct = dict.fromkeys(words(text[:MAX_QUERY_CHARACTERS]))
    return tuple(distinct)[:MAX_QUERY_WORDS]


def guide_word(guide_id: int) -> str:
    """The word that every question of a guide carries; no text can hold it, for the underscore."""
    return f"_g{guide_id}"


def matching(query: Sequence[str], guide_id: int | None = None) -> RawSQL:
    """The ids of the questions that match, for `filter(pk__in=...)`; in one guide where given."""
    whole = [guide_word(guide_id)] if guide_id else []
    if connection.vendor == "postgresql":
        terms = [f"'{word}'" for word in whole] + [f"'{word}':*" for word in query]
        sql = "SELECT question_id FROM questions_searchentry WHERE vector @@ %s::tsquery"
        return RawSQL(sql, [" & ".join(terms)])  # noqa: S611
    terms = [f'"{word}"' for word in whole] + [f'"{word}"*' for word in query]
    sql = "SELECT rowid FROM questions_searchindex WHERE questions_searchindex MATCH %s"
    return RawSQL(sql, [" AND ".join(terms)])  # noqa: S611


def mark(text: str, query: Iterable[str]) -> list[Segment]:
    """The text in pieces, those words apart that a word of the query is the beginning of."""
    beginnings = tuple(query)
    found = findable(text) if beginnings else []
    matched = [(start, end) for word, start, end in found if word.startswith(beginnings)]
    # Of spans that start together the shorter says enough: "real" marks no "real-time".
    hits = sorted(dict(reversed(matched)).items())
    segments: list[Segment] = []
    done = 0
    for start, end in hits:
        if end <= done:
            continue
        start = max(start, done)
        if start > done:
            segments.append(Segment(text[done:start], False))
        segments.append(Segment(text[start:end], True))
        done = end
    if done < len(text):
        segments.append(Segment(text[done:], False))
    return segments


def score(query: Sequence[str], fields: Iterable[tuple[int, str]]) -> int:
    """How well texts answer a query, higher being better: fields are (weight, text) pairs.

    Each word of the query counts once, by the heaviest field that has it; a whole word counts
    double, so that "cache" ranks above "cached".
    """
    best = dict.fromkeys(query, 0)
    for weight, text in fields:
        for word in {span.word for span in findable(text)}:
            for asked in query:
                if word.startswith(asked):
                    best[asked] = max(best[asked], 2 * weight if word == asked else weight)
    return sum(best.values())
