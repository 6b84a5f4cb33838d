"""The check that our addons convert money in one way only."""

import pytest
from m2m import addons, rate_lint

PLANTED = {
    "usd._convert(amount, eur, company, day)": "_convert",
    "usd._get_conversion_rate(usd, eur, company, day)": "_get_conversion_rate",
    "amount / line.currency_id.rate": "currency_id.rate",
    "currency.inverse_rate * amount": "currency.inverse_rate",
    'env["res.currency.rate"].search([])': "res.currency.rate",
    'cr.execute("SELECT rate FROM res_currency_rate")': "res_currency_rate",
}


@pytest.mark.parametrize(("code", "what"), PLANTED.items())
def test_a_planted_conversion_is_found_and_fails_the_check(tmp_path, code, what):
    path = tmp_path / "model.py"
    path.write_text(code)
    assert [found for _line, found in rate_lint.complaints(path)] == [what]
    assert rate_lint.main([tmp_path]) == 1


def test_one_in_a_view_is_found(tmp_path):
    path = tmp_path / "view.xml"
    path.write_text('<t t-out="currency._convert(1, other, company, day)" />')
    assert rate_lint.main([path]) == 1


def test_rates_of_ours_and_words_are_no_conversion(tmp_path):
    path = tmp_path / "model.py"
    path.write_text(
        '"""Never _convert, nor res.currency.rate."""\n'
        "award._rate_for(currency, day)\n"
        "kept.rate + line.rate\n"
        "self._convert()\n"
    )
    assert rate_lint.main([path]) == 0


def test_there_is_none_in_our_addons():
    assert rate_lint.main(addons.ADDONS / name for name in addons.manifests()) == 0
