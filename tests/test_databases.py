"""What databases are made and updated with, without making one."""

from types import SimpleNamespace

import pytest
from m2m import common, database


@pytest.fixture
def calls(monkeypatch, tmp_path):
    """Odoo's command lines, which are kept instead of being run."""
    kept = []
    monkeypatch.setattr(database, "LOGS", tmp_path)
    monkeypatch.setattr(common, "need_space", lambda *_args: None)
    monkeypatch.setattr(database, "script", lambda *_args: None)
    monkeypatch.setattr(
        database, "ours_in", lambda *_args: set(database.addons.manifests())
    )
    monkeypatch.setattr(
        database, "odoo", lambda _place, _log, *arguments: kept.append(arguments)
    )
    return kept


@pytest.fixture
def place():
    def nothing(*_args):
        pass

    return SimpleNamespace(
        drop=nothing,
        rename=nothing,
        write_note=nothing,
        environment_key=lambda: "key",
    )


def test_a_new_database_speaks_the_portal_s_languages(calls, place):
    database.create(place, "demo", ["project"], languages=database.LANGUAGES)
    [arguments] = calls
    assert "--load-language=en_US,fr_FR,es_ES,pt_PT,sw" in arguments


def test_a_database_that_lacks_a_language_gets_it(calls, place):
    note = {
        "addons": database.addons.fingerprints(database.addons.manifests()),
        "modules": database.modules(),
        "languages": ["es_ES", "fr_FR", "pt_PT"],
        "demo": True,
    }
    database.update(place, "demo", note)
    [arguments] = calls
    assert arguments == ("i18n", "loadlang", "-d", "demo", "-l", "sw")
    database.update(place, "demo", note | {"languages": list(database.LANGUAGES)})
    assert len(calls) == 1
