"""The screen of the morning, and the map, against Odoo's own pipeline.

With 5,000 stakeholders, 20,000 engagements and 100,000 deliveries, and as many
opportunities for the peer. The overview is one call; the pipeline is what the web
client asks for when it opens. Both are read by somebody who sees all there is.
"""

from odoo.tools import SQL

from bench import many
from bench.measure import Result, compare, count_queries
from bench.screens import Kanban

REPEATS = 9
SITES = 4_000
QUERIES = 60


def measure(env, large):
    world = many.fill(env)
    make_sites(env)
    env.cr.commit()
    pipeline = Kanban(
        world.salesperson,
        "crm.lead",
        env.ref("crm.crm_lead_action_pipeline_view_kanban").view_id,
        [("type", "=", "opportunity")],
    )
    peer = "peer: Odoo's CRM pipeline with as many opportunities"
    timed = [
        compare(
            f"overview_{whose}" if whose != "all" else "overview",
            f"the overview, {whose}; {peer}",
            lambda whose=whose: read_overview(world.officer, whose),
            pipeline.open,
            bound=1.0,
            repeats=REPEATS,
        )
        for whose in ("all", "team")
    ]
    timed.append(
        compare(
            "map",
            f"the map of {SITES:,} sites; {peer}",
            lambda: read_map(world.officer),
            pipeline.open,
            bound=1.0,
            repeats=REPEATS,
        )
    )
    return [*timed, count(world.officer)]


def read_overview(user, whose):
    user.env.invalidate_all()
    overview = user.env["mtm.overview"].with_user(user).with_context(tz="UTC")
    data = overview.read_overview(whose)
    if whose == "all" and not data["tiles"][0]["number"]["count"]:
        raise AssertionError("the overview counts nothing")


def read_map(user):
    user.env.invalidate_all()
    data = user.env["mtm.map"].with_user(user).read_map("mtm.site", [])
    if len(data["sites"]) != SITES:
        raise AssertionError(f"{len(data['sites'])} sites are on the map")


def count(user):
    before = count_queries()
    read_overview(user, "all")
    return Result(
        "overview_queries",
        "queries of the overview; peer: the most that it may make",
        ours=count_queries() - before,
        peer=QUERIES,
        bound=1.0,
        unit="queries",
    )


def make_sites(env):
    """Make sites, an engagement at every other one."""
    site = env["mtm.site"].create(
        {"name": "Bench pit", "country_id": env.ref("base.cd").id}
    )
    env.cr.execute(
        SQL(
            """
            WITH made AS (
                INSERT INTO mtm_site (name, kind, country_id, active, latitude,
                                      longitude)
                SELECT 'Bench pit ' || n, 'mine', %(country)s, true,
                       -8 + 12.0 * n / %(sites)s, 20 + n %% 97 / 10.0
                  FROM generate_series(1, %(sites)s) n
                RETURNING id
            ), numbered AS (
                SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM made
            ), engagement AS (
                SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM mtm_engagement
            )
            INSERT INTO mtm_engagement_site_rel (engagement_id, site_id)
            SELECT engagement.id, numbered.id
              FROM numbered JOIN engagement ON engagement.n = numbered.n * 2
            """,
            country=site.country_id.id,
            sites=SITES,
        )
    )
    site.unlink()
    env.invalidate_all()
    env.cr.execute("ANALYZE mtm_site, mtm_engagement_site_rel")
