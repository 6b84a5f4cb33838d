"""The import of mine-site visits in the IPIS layout, against Odoo's own `load()`.

Both start from the same first visits of the file. Ours reads the file, picks the
latest visit of each site, checks everything, writes sites and the history of the
import. The peer gets the sites that come of it, one row for each, as a user would
type them: related records by name, the register's code as External ID. Tracking is
off for it, as it is in Odoo's import screen. A row for each visit would make it
slower still: it does not see that two rows of a batch are one site, and tries all
of them again one by one.
"""

import base64
import csv
import datetime
import io
import os
import random
from pathlib import Path

from odoo import Command

from bench.measure import compare

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("M2M_SHARED_DATA") or ROOT.parent / "shared" / "data")
FILE = SHARED / "ipis" / "ipis_drc_mine_visits_2009_2018.csv"
# load() takes the time of this measurement, so a part of the file has to do
VISITS = 1_000
FIELDS = (
    "name",
    "code",
    "kind",
    "country_id",
    "state_id",
    "locality",
    "latitude",
    "longitude",
    "mineral_ids",
    "date_last_visit",
    "worker_count",
)


def measure(env, large):
    titles, *visits = read_file() if FILE.exists() else generate()
    visits = visits if large else visits[:VISITS]
    user = make_user(env)
    env.cr.commit()
    content = as_csv([titles, *visits])
    rows = []

    def ours():
        item = env["mtm.import"].with_user(user)
        item = item.create({"kind": "ipis", "file": content, "filename": "ipis.csv"})
        item.action_import()
        env.flush_all()
        if item.state != "done":
            raise AssertionError(f"the import is {item.state}: {item.message}")

    def peer():
        sites = env["mtm.site"].with_user(user)
        sites = sites.with_context(import_file=True, tracking_disable=True)
        answer = sites.load(["id", *FIELDS], rows)
        env.flush_all()
        if not answer["ids"]:
            raise AssertionError(f"load() refused: {answer['messages'][:3]}")

    def reset():
        env.cr.rollback()
        env.registry.reset_changes()

    ours()
    sites = read_sites(env)
    rows += [[f"ipis_{row[1]}", *row] for row in sites]
    reset()
    peer()
    if read_sites(env) != sites:
        raise AssertionError("load() does not end in the same sites")
    reset()
    source = "IPIS" if FILE.exists() else "generated"
    return compare(
        "ipis_import",
        f"{len(visits):,} {source} visits to {len(rows):,} sites; peer: load()",
        ours,
        peer,
        bound=0.2,
        reset=reset,
    )


def read_file():
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def generate(visits=4_445, sites=2_671):
    """Return rows of the same layout and size, where the real file is not there.

    >>> titles, *rows = generate()
    >>> len(rows), len({row[0] for row in rows})
    (4445, 2671)
    """
    chance = random.Random(0)
    titles = (
        "pcode,vid,name,visit_date,longitude,latitude,province,territoire,collectivite,"
        "groupement,village,workers_numb,mineral1,mineral2,mineral3"
    )
    provinces = ("Nord-Kivu", "Sud-Kivu", "Maniema", "Ituri", "Tanganyika")
    rows = [titles.split(",")]
    for number in range(visits):
        site = number if number < sites else chance.randrange(sites)
        day = datetime.date(2009, 1, 1) + datetime.timedelta(chance.randrange(3_600))
        rows.append(
            [
                f"codmine{site:05}",
                str(number),
                f"Site {site}",
                day.isoformat(),
                f"{chance.uniform(26, 30):.5f}",
                f"{chance.uniform(-8, 3):.5f}",
                provinces[site % len(provinces)],
                f"Territoire {site % 30}",
                f"Collectivité {site % 90}",
                f"Groupement {site % 300}",
                f"Village {site % 900}",
                chance.choice(["", str(chance.randrange(1, 900))]),
                chance.choice(["Or", "Cassitérite", "Coltan"]),
                chance.choice(["", "", "", "Wolframite"]),
                "",
            ]
        )
    chance.shuffle(tail := rows[1:])
    return [rows[0], *tail]


def as_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return base64.b64encode(text.getvalue().encode())


def read_sites(env):
    """Return the sites as the rows of a user's file."""
    env.invalidate_all()
    sites = env["mtm.site"].search([], order="code")
    return [[as_text(site, name) for name in FIELDS] for site in sites]


def as_text(site, name):
    value = site[name]
    if site._fields[name].relational:
        return ",".join(sorted(value.mapped("name")))
    return "" if value is False else str(value)


def make_user(env):
    """Return someone of the lowest role that may import sites."""
    return env["res.users"].create(
        {
            "name": "Bench officer",
            "login": "bench-officer",
            "group_ids": [Command.set(env.ref("mines_to_markets.group_mtm_user").ids)],
        }
    )
