from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .portal import MtmCustomerPortal


class DocumentsPortal(MtmCustomerPortal):
    """Agreements in force, and the files that were released to an organisation.

    Both are hidden from portal users; what is read here is of the organisations that
    the user acts for.
    """

    @route(
        ["/my/documents", "/my/documents/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_documents(self, page=1, **kw):
        partner_ids = self._shown_partners()
        Files = request.env["mtm.released.file"]
        # counted with sudo(), by the ids of the user's own organisations
        total = Files.sudo().search_count(Files._portal_domain_of(partner_ids))
        pager = portal_pager("/my/documents", total, page, self._items_per_page)
        files = Files._portal_find(
            partner_ids, limit=self._items_per_page, offset=pager["offset"]
        )
        values = {
            "agreements": request.env["agreement"]._portal_in_force(partner_ids),
            "sharing": request.env["mtm.data.sharing"]._portal_of(partner_ids),
            "files": [file._portal_card() for file in files],
            "pager": pager,
            "default_url": "/my/documents",
        }
        return self._render_page("portal_my_documents", "documents", values)

    @route(
        "/my/documents/<int:file_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_document(self, file_id, **kw):
        """Send a file: to be kept, never to be opened in the page's own place."""
        found = request.env["mtm.released.file"]._portal_find(
            list(self._portal_roles()), file_id
        )
        if not found:
            raise request.not_found()
        # released to the user's organisation, as was just asked
        stream = (
            request.env["ir.binary"]
            .sudo()
            ._get_stream_from(found, "file", filename=found.filename)
        )
        response = stream.get_response(as_attachment=True)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
