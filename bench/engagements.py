"""The screens that a programme manager lives in, against Odoo's own.

With 5,000 stakeholders, 20,000 engagements and 100,000 deliveries, and as many
opportunities and partners for the peers. What is measured is what the web client asks
the server for when the screen opens, with the fields of the views as they are.
"""

from m2m import addons, database

from bench import many
from bench.measure import compare
from bench.screens import Form, Kanban

REPEATS = 15
FORMS = 10
WHOLE_FORM = 4.5  # as it was when first measured; it is to fall, not to grow
SUGGESTIONS = 8  # below a field, as the web client asks for
# what somebody types who looks for a name, as far as they come
TYPED = (
    "ta",
    "tagg",
    "walik",
    "company of fur",
    "tagging in wal",
    "furaha 4",
    "nowhere",
)


def measure(env, large):
    world = many.fill(env)
    env.cr.commit()
    return [
        measure_kanban(env, world),
        *measure_search(env, world),
        *measure_form(env, world),
    ]


def measure_kanban(env, world):
    pipeline = env.ref("crm.crm_lead_action_pipeline_view_kanban").view_id
    opportunities = [("type", "=", "opportunity")]
    ours = Kanban(world.officer, "mtm.engagement")
    peer = Kanban(world.salesperson, "crm.lead", pipeline, opportunities)
    if sorted(ours.open()) != sorted(peer.open()):
        raise AssertionError("the two do not show as many cards")
    return compare(
        "engagement_kanban",
        "the engagements' kanban; peer: Odoo's CRM pipeline with as many",
        ours.open,
        peer.open,
        bound=1.0,
        repeats=REPEATS,
    )


def measure_search(env, world):
    """Search as one types; the peer finds as many names, among as many."""
    for name, model, domain in (
        ("engagement_search", "mtm.engagement", []),
        ("stakeholder_search", "res.partner", [("stakeholder_type_id", "!=", False)]),
    ):
        yield compare(
            name,
            f"names of {model} as one types; peer: partners",
            lambda model=model, domain=domain: type_in(world.officer, model, domain),
            lambda: type_in(world.salesperson, "res.partner", []),
            bound=1.0,
            repeats=REPEATS,
        )


def type_in(user, model, domain):
    model = user.env[model].with_user(user)
    for text in TYPED:
        model.env.invalidate_all()
        model.name_search(text, domain, "ilike", SUGGESTIONS)


def measure_form(env, world):
    """The same stakeholders, in our form and as Odoo's own shows them."""
    ids = (
        env["res.partner"]
        .search([("engagement_ids", "!=", False)], limit=FORMS, order="id desc")
        .ids
    )
    view = env.ref("base.view_partner_form")
    ours = Form(world.officer, "res.partner", view)
    peer = Form(world.officer, "res.partner", view)
    # whatever is installed here and is not Odoo's own
    peer.leave_out({*addons.manifests(), *database.adopted()})
    for name, what, opened, bound in (
        ("stakeholder_form", "the form", ours.open, 1.5),
        (
            "stakeholder_form_whole",
            "the form and what it then asks for",
            lambda ids: open_whole(ours, ids),
            WHOLE_FORM,
        ),
    ):
        yield compare(
            name,
            f"{what}, of {FORMS} stakeholders; peer: Odoo's own part of the form",
            lambda opened=opened: opened(ids),
            lambda: peer.open(ids),
            bound=bound,
            repeats=REPEATS,
        )


def open_whole(form, ids):
    """Open the form, its first page and its line of duplicates, until all is there."""
    form.open(ids)
    for read in ("read_glance", "read_matches"):
        for record_id in ids:
            form.model.env.invalidate_all()
            getattr(form.model.browse(record_id), read)()
