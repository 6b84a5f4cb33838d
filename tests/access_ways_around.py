"""The ways in to what hangs on a record: messages, followers, files and reports."""

import io
import zipfile

from access_asked import is_staff, names_of, way

TALKING = "Matrix: messages, followers and activities"
FILES = "Matrix: files of a record"
REPORTS = "Matrix: reports (pages and workbooks)"


@way(TALKING, "r", also=is_staff, applies=lambda asked: asked.is_thread)
def messages(asked):
    domain = [("model", "=", asked.record._name), ("res_id", "in", asked.ids)]
    return asked.call("search_read", domain, ["body"], model="mail.message")


@way(TALKING, "r", also=is_staff, applies=lambda asked: asked.is_thread)
def followers(asked):
    return asked.call(
        "search_read", asked.at_record, ["partner_id"], model="mail.followers"
    )


@way(TALKING, "r", exact=False, also=is_staff, applies=lambda asked: asked.is_thread)
def followers_of_the_chatter(asked):
    said = asked.call("message_get_followers", asked.ids)
    return said.get("mail.followers")


@way(
    TALKING,
    "r",
    # of others' activities Odoo asks for more than the right to read
    exact=False,
    also=is_staff,
    applies=lambda asked: hasattr(asked.record, "activity_ids"),
)
def activities(asked):
    domain = asked.at_record
    return asked.call("search_read", domain, ["summary"], model="mail.activity")


@way(TALKING, "r", writes=True, exact=False, applies=lambda asked: asked.is_thread)
def follow(asked):
    return asked.is_internal and asked.call(
        "message_subscribe", asked.ids, asked.env.user.partner_id.ids
    )


@way(TALKING, "w", exact=False, applies=lambda asked: asked.is_thread)
def let_others_follow(asked):
    partner = asked.env.ref("base.partner_root")
    return asked.call("message_subscribe", asked.ids, partner.ids)


@way(TALKING, "w", exact=False, applies=lambda asked: asked.is_thread)
def unfollow_others(asked):
    partners = asked.record.sudo().message_partner_ids
    return asked.call("message_unsubscribe", asked.ids, partners.ids)


@way(TALKING, "w", applies=lambda asked: asked.is_for_writers)
def post(asked):
    return asked.call("message_post", asked.ids, body="Matrix")


@way(TALKING, "w", exact=False, applies=lambda asked: asked.is_for_writers)
def post_as_a_new_record(asked):
    values = {"model": asked.record._name, "res_id": asked.record.id, "body": "Matrix"}
    return asked.call("create", values, model="mail.message")


@way(TALKING, "w", exact=False, applies=lambda asked: asked.is_thread)
def change_a_message(asked):
    return asked.call(
        "write",
        asked.record.sudo().message_ids.ids,
        {"body": "Planted"},
        model="mail.message",
    )


@way(TALKING, "c", exact=False, applies=lambda asked: asked.is_thread)
def make_of_an_email(asked):
    email = {"subject": "Matrix", "email_from": "matrix@example.com"}
    return asked.call("message_new", email, dict(asked.values))


@way(TALKING, "w", exact=False, applies=lambda asked: asked.is_thread)
def change_by_an_email(asked):
    return asked.call("message_update", asked.ids, {}, asked.first_value())


@way(FILES, "r", also=is_staff)
def files(asked):
    domain = asked.at_record
    return asked.call("search_read", domain, ["name", "datas"], model="ir.attachment")


@way(FILES, "r", exact=False)
def download(asked):
    found = asked.env["ir.attachment"].sudo().search(asked.at_record)
    # what /web/content does; it raises where it does not give
    return asked.env["ir.binary"]._find_record(res_id=found[:1].id)


@way(FILES, "w", exact=False)
def attach(asked):
    values = {
        "name": "matrix.txt",
        "raw": "Matrix",
        "res_model": asked.record._name,
        "res_id": asked.record.id,
    }
    return asked.call("create", values, model="ir.attachment")


def _reports(asked):
    of_model = [("model", "=", asked.record._name)]
    return asked.env["ir.actions.report"].sudo().search(of_model)


@way(REPORTS, "r", exact=False, applies=_reports)
def report(asked):
    for each in _reports(asked):
        printer = asked.env["ir.actions.report"]
        if each.report_type == "xlsx":
            said = printer._render_xlsx(each.report_name, asked.ids, {})[0]
        else:
            said = printer._render_qweb_html(each.report_name, asked.ids)[0]
        if any(name in text_of(said) for name in names_of(asked)):
            return True
    return False


def text_of(content):
    """Return what can be read in the bytes of a file, a workbook's parts as well."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(map(book.read, book.namelist()))
    return content.decode("utf-8", "replace")
