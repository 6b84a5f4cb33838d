"""Every parser answers whatever it is given, by a value or by its own refusal.

A run is the same each time; `./m2m fuzz` searches on. What is found is kept in
`tests/corpus`, beside what readers of such files are known to fail on, and tried in
every run from then on.
"""

import hashlib
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.internal.conjecture import providers
from parsers import PARSERS

from odoo.addons.mines_to_markets.tests import tried

CORPUS = Path(os.environ.get("M2M_CORPUS") or Path(__file__).with_name("corpus"))
KEPT = sorted(path for path in CORPUS.glob("*/*") if path.is_file())
# Seconds within which a small file is answered, on a busy machine.
PATIENCE = 10
EXAMPLES = 150
# Minutes that ./m2m fuzz spends on each parser.
MINUTES = float(os.environ.get("M2M_FUZZ_MINUTES") or 0)
CALM = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


@pytest.fixture
def known_constants(monkeypatch):
    """Search the same whatever was loaded before.

    Hypothesis also draws the constants of all modules that are in memory, which
    depends on the tests that ran first in this process.
    """
    if not MINUTES:
        none = providers.Constants(integers=(), floats=(), bytes=(), strings=())
        monkeypatch.setattr(providers, "_get_local_constants", lambda: none)
        providers.CONSTANTS_CACHE.cache.clear()
    yield
    providers.CONSTANTS_CACHE.cache.clear()


def answer(name, content):
    """What a parser says: "read", or the name of its refusal."""
    parser = PARSERS[name]
    started = time.monotonic()
    try:
        parser.read(content)
    except parser.refusals as refusal:
        said = type(refusal).__name__
    else:
        said = "read"
    assert time.monotonic() - started < PATIENCE, "it takes too long"
    return said


def keep(name, content):
    """Add an input to the corpus, under a name made of its content."""
    folder = CORPUS / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.sha256(content).hexdigest()[:12]
    path.write_bytes(content)
    return path


def search(name, examples, derandomize):
    """Look for an input without an answer; the smallest is kept and raised."""
    failing = []

    @settings(CALM, max_examples=examples, derandomize=derandomize)
    @given(PARSERS[name].inputs)
    def try_one(content):
        try:
            answer(name, content)
        except Exception:
            failing.append(content)  # the last one is the smallest
            raise

    try:
        try_one()
    except BaseException as error:
        if failing:
            error.add_note(f"kept as {keep(name, failing[-1])}: mend it, commit both")
        raise


@pytest.mark.usefixtures("known_constants")
@pytest.mark.parametrize("name", PARSERS)
def test_whatever_it_reads_it_answers(name):
    if MINUTES:
        deadline = time.monotonic() + 60 * MINUTES
        while time.monotonic() < deadline:
            search(name, 1000, derandomize=False)
    else:
        search(name, EXAMPLES, derandomize=True)


@pytest.mark.parametrize(
    "path", KEPT, ids=[f"{path.parent.name}-{path.name}" for path in KEPT]
)
def test_what_is_kept_is_answered(path):
    said = answer(path.parent.name, path.read_bytes())
    outcome = "it is read as far as it can be" if said == "read" else "a refusal"
    tried.bad_file(
        "Odd input that is kept for the readers of files and numbers", outcome
    )


def test_the_corpus_is_of_parsers_that_are_there():
    assert {path.parent.name for path in KEPT} <= set(PARSERS)
    assert all(path.stat().st_size < 20_000 for path in KEPT)


def test_a_failure_is_kept_at_its_smallest(monkeypatch, tmp_path):
    def read(content):
        if b"x" in content:
            raise KeyError("x")

    from hypothesis import strategies as st
    from parsers import Parser

    monkeypatch.setitem(PARSERS, "sample", Parser(read, (ValueError,), st.binary()))
    monkeypatch.setattr("test_parsers.CORPUS", tmp_path)
    with pytest.raises(KeyError) as caught:
        search("sample", 2000, derandomize=True)
    [path] = (tmp_path / "sample").iterdir()
    assert path.read_bytes() == b"x"
    assert str(path) in caught.value.__notes__[-1]
