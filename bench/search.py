"""How search grows: the same queries over 1,000 and over 100,000 questions, 100 in each guide.

    .venv/bin/python bench/search.py                                    SQLite
    DATABASE_URL=postgres://... .venv/bin/python bench/search.py        PostgreSQL

Makes a database of its own (a file in a temporary folder, or `test_...` beside the named one) and
removes it. Prints medians in the database and their ratio within one run.
"""

import os
import random
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
folder = tempfile.TemporaryDirectory(prefix="prep-bench-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "prep.settings",
    "DATA_DIR": folder.name,
    "SECRET_KEY": secrets.token_urlsafe(64),
}

import django

django.setup()

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from prep.models import Guide
from questions.models import Question, SearchEntry
from questions.search import MAX_RANKED, guide_word, matching
from rounds.models import Round

PER_GUIDE = 100
SIZES = (1_000, 100_000)
RUNS = 201
RARE = "zymurgy"
COMMON = "design"


def text(source: random.Random, vocabulary: list[str]) -> str:
    """Some 25 words, the early ones of the vocabulary more often than the late, one in all."""
    count = len(vocabulary)
    return " ".join([COMMON, *(vocabulary[int(count * source.random() ** 3)] for _ in range(24))])


def fill(size: int) -> None:
    """Bring the database to `size` questions; five of them have the rare word."""
    source = random.Random(size)  # noqa: S311
    letters = "abcdefghijklmnoprstuvw"
    vocabulary = ["".join(source.choices(letters, k=source.randint(3, 9))) for _ in range(20_000)]
    start = Guide.objects.count()
    for number in range(start, size // PER_GUIDE):
        guide = Guide(
            key=f"guide-{number}", company="c", role="r", job_family="j", level="l",
            difficulty="high", overview="o", timeline_days=1, experience_min=1, experience_max=2,
            salary_min=1, salary_max=2, salary_currency="USD",
        )  # fmt: skip
        guide.save()
        found = Round(
            guide=guide, key="one", position=1, name="n", kind="k", difficulty="high", minutes=60,
            interviewer="i", summary="s", description="d",
        )  # fmt: skip
        found.save()
        questions = Question.objects.bulk_create(
            Question(
                guide=guide, key=f"q-{place}", slug=f"q-{place}", position=place,
                prompt=text(source, vocabulary), kind="vision", difficulty="high", minutes=10,
                practice_round=found,
            )
            for place in range(PER_GUIDE)
        )  # fmt: skip
        SearchEntry.objects.bulk_create(
            SearchEntry(
                question=one,
                words=f"{guide_word(guide.pk)} {' '.join(dict.fromkeys(one.prompt.split()))}",
            )
            for one in questions
        )
    SearchEntry.objects.filter(words__contains=RARE).delete()
    every = size // 5
    for one in Question.objects.order_by("pk")[every - 1 :: every][:5]:
        entry = SearchEntry.objects.get(pk=one.pk)
        entry.words = f"{entry.words} {RARE}"
        entry.save()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")


def median_ms(query: Callable[[], object]) -> float:
    """The median of RUNS executions in milliseconds, after a few to warm up."""
    times = []
    for run in range(RUNS + 20):
        start = time.perf_counter()
        query()
        if run >= 20:
            times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def execute(words: list[str], guide_id: int | None) -> Callable[[], object]:
    """The index's own query, ready to run: what the database does, and nothing of Django's."""
    raw = matching(words, guide_id)
    with connection.cursor() as cursor:
        cursor.execute(raw.sql, raw.params)
        expected = len(cursor.fetchall())

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(raw.sql, raw.params)
            if len(cursor.fetchall()) != expected:
                raise RuntimeError("the hits changed")

    return run


def first_hits(words: list[str]) -> Callable[[], object]:
    """What the page of all guides fetches to rank: the first hits, with Django's share."""
    hits = Question.objects.published().search(words).order_by("pk")[: MAX_RANKED + 1]
    return lambda: list(hits.all())


def main() -> None:
    config = setup_databases(verbosity=0, interactive=False)
    try:
        results: dict[str, list[float]] = {}
        for size in SIZES:
            fill(size)
            holder = SearchEntry.objects.filter(words__contains=RARE).first()
            guide_id = Question.objects.get(pk=holder.pk).guide_id if holder else None
            for name, query in {
                "rare word, all guides": execute([RARE], None),
                "rare word, one guide": execute([RARE], guide_id),
                "rare prefix and common word": execute([RARE[:4], COMMON], None),
                "common word, all guides, page": first_hits([COMMON]),
            }.items():
                results.setdefault(name, []).append(median_ms(query))
        print(f"{connection.vendor}, {SIZES[0]:,} and {SIZES[1]:,} questions, median of {RUNS}")
        for name, (small, large) in results.items():
            print(f"  {name:30} {small:7.3f} ms {large:7.3f} ms   {large / small:5.2f}x")
    finally:
        teardown_databases(config, verbosity=0)
        folder.cleanup()


if __name__ == "__main__":
    main()
