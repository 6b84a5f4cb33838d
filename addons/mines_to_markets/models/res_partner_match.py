from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.iap.tools import iap_tools

from ..tools import matching


class ResPartner(models.Model):
    """Finds the organisations that are probably one and the same.

    By name (alike but for spelling, accents and legal form), by the domain of
    website and e-mail, by registration or tax number, and by IATI identifier.
    """

    _inherit = "res.partner"

    match_name = fields.Char(
        compute="_compute_match_name",
        store=True,
        groups="base.group_user",
        export_string_translation=False,
        help="Name of an organisation without case, accents and legal form.",
    )
    duplicate_ids = fields.Many2many(
        "res.partner",
        string="Possible Duplicates",
        compute="_compute_duplicate_ids",
        groups="mines_to_markets.group_mtm_user",
    )

    _match_name_idx = models.Index("USING gin (match_name gin_trgm_ops)")
    _match_email_idx = models.Index(
        "(split_part(email_normalized, '@', 2)) WHERE email_normalized IS NOT NULL"
    )
    _match_website_idx = models.Index(
        "(regexp_replace(lower(website), '^(https?://)?(www[.])?([^/:?#]*).*$', "
        "'\\3')) WHERE website IS NOT NULL"
    )
    _match_registry_idx = models.Index(
        "(upper(regexp_replace(company_registry, '[^0-9A-Za-z]', '', 'g'))) "
        "WHERE company_registry IS NOT NULL"
    )
    _match_vat_idx = models.Index(
        "(upper(regexp_replace(vat, '[^0-9A-Za-z]', '', 'g'))) WHERE vat IS NOT NULL"
    )
    _match_iati_idx = models.Index(
        "(upper(regexp_replace(iati_organisation_ref, '[^0-9A-Za-z]', '', 'g'))) "
        "WHERE iati_organisation_ref IS NOT NULL"
    )

    # names that share this much of their trigrams are shown as alike
    _match_similarity = 0.6
    # where each has words that the other has not, these have to be alike by themselves:
    # Cooperative of the Hills is not Cooperative of the Lakes
    _match_rest_similarity = 0.3
    _match_at_most = 10
    _match_flushed = (
        "match_name",
        "email_normalized",
        "website",
        "company_registry",
        "vat",
        "iati_organisation_ref",
        "commercial_partner_id",
    )

    @api.depends("name", "is_company")
    def _compute_match_name(self):
        for partner in self:
            partner.match_name = (
                partner.is_company and matching.name_key(partner.name)
            ) or False

    @api.depends(
        "match_name",
        "email",
        "website",
        "company_registry",
        "vat",
        "iati_organisation_ref",
        "is_company",
        "parent_id",
    )
    @api.depends_context("uid")
    def _compute_duplicate_ids(self):
        organisations = self.filtered(lambda p: p.is_company and p.active)
        found = self._find_matches(
            {partner: partner._match_keys() for partner in organisations}
        )
        for partner in self:
            # a group and its subsidiaries share a domain and are not one
            parent = partner.parent_id
            family = partner._origin | parent | parent.child_ids | partner.child_ids
            others = found.get(partner, self.browse()) - family._origin
            partner.duplicate_ids = others[: self._match_at_most]

    @api.readonly
    def read_matches(self):
        """Return what the form shows of the organisations that this may be.

        :raises AccessError: to users outside the programmes' teams
        """
        self._check_may_glance()
        return {
            "organisations": [
                {"id": partner.id, "name": partner.display_name}
                for partner in self.duplicate_ids
            ],
            "may_merge": self.env.user.has_group("mines_to_markets.group_mtm_manager"),
        }

    def _match_keys(self):
        """Return ``{kind: {keys}}`` of what this organisation is recognised by."""
        self.ensure_one()
        return self._prepare_match_keys(
            name=self.name,
            addresses=(self.website, self.email),
            numbers=(self.company_registry, self.vat),
            iati=self.iati_organisation_ref,
        )

    @api.model
    def _prepare_match_keys(self, name, addresses, numbers, iati):
        keys = {
            "name": {matching.name_key(name)},
            "host": set(filter(self._is_own_host, map(matching.host_of, addresses))),
            "number": set(map(matching.number_key, numbers)),
            "iati": {matching.number_key(iati)},
        }
        return {kind: found - {""} for kind, found in keys.items()}

    @api.model
    def _is_own_host(self, host):
        """Whether a host says who somebody is; one that gives mail to all does not."""
        criterion = iap_tools.mail_prepare_for_domain_search(f"somebody@{host}")
        return bool(host and criterion and criterion.startswith("@"))

    @api.model
    def _find_matches(self, keys_by_record):
        """Return ``{record: organisations}`` that its keys say it may be.

        One statement for all of them, which looks only at what the user may see.

        :param keys_by_record: ``{record: {kind: {keys}}}``, see :meth:`_match_keys`
        """
        self.flush_model(self._match_flushed)
        records = list(keys_by_record)
        wanted = [
            SQL("(%s, %s, %s)", number, kind, key)
            for number, record in enumerate(records)
            for kind, keys in keys_by_record[record].items()
            for key in keys
        ]
        if not wanted:
            return {}
        matches = {}
        for number, partner_id in self.env.execute_query(self._match_query(wanted)):
            record = records[number]
            matches.setdefault(record, []).append(partner_id)
        return {record: self.browse(ids) for record, ids in matches.items()}

    @api.model
    def _match_query(self, wanted):
        visible = self._search([("is_company", "=", True)])
        return SQL(
            """
            WITH wanted (number, kind, key) AS (VALUES %(wanted)s),
            hit AS (%(hits)s)
            SELECT hit.number, hit.partner_id
              FROM hit
             WHERE hit.partner_id IN %(visible)s
               AND NOT EXISTS (
                    SELECT FROM res_company own WHERE own.partner_id = hit.partner_id
               )
             GROUP BY hit.number, hit.partner_id
             ORDER BY hit.number, SUM(hit.score) DESC, hit.partner_id
            """,
            wanted=SQL(", ").join(wanted),
            hits=self._match_hits(),
            visible=visible.subselect(),
        )

    @api.model
    def _match_hits(self):
        """Return one branch for each index, so that each is looked up."""
        # organisations that differ in a figure are two: Cooperative 1, Cooperative 2.
        # OFFSET 0 keeps the figures out of the join, where they would hide the index,
        # and has the setting done before the index is asked for names as alike
        by_name = SQL(
            """
            SELECT number, partner_id, score
              FROM (
                    SELECT set_config(
                        'pg_trgm.similarity_threshold', %(least)s::text, true
                    ) AS least OFFSET 0
              ) setting
             CROSS JOIN LATERAL (
                    SELECT wanted.number, p.id AS partner_id, wanted.key, p.match_name,
                           similarity(p.match_name, wanted.key) AS score
                      FROM wanted
                      JOIN res_partner p ON p.match_name %% wanted.key
                     WHERE wanted.kind = 'name' AND setting.least IS NOT NULL
                    OFFSET 0
              ) alike
             CROSS JOIN LATERAL (
                    SELECT %(match_only)s AS here, %(key_only)s AS there OFFSET 0
              ) distinct_words
             WHERE score >= %(least)s
               AND regexp_replace(match_name, '[^0-9]+', '', 'g')
                 = regexp_replace(key, '[^0-9]+', '', 'g')
               AND (here IS NULL OR there IS NULL
                    OR similarity(here, there) >= %(least_rest)s)
            """,
            least=self._match_similarity,
            least_rest=self._match_rest_similarity,
            match_only=self._words_only_in("match_name", "key"),
            key_only=self._words_only_in("key", "match_name"),
        )
        return SQL(" UNION ALL ").join(
            [by_name, *(self._match_branch(*branch) for branch in self._match_columns)]
        )

    @api.model
    def _words_only_in(self, name, other):
        """Return SQL of the words that only one of two names has, or null."""
        return SQL(
            """(
            SELECT string_agg(word, ' ')
              FROM (SELECT unnest(string_to_array(%s, ' '))
                    EXCEPT SELECT unnest(string_to_array(%s, ' '))) words (word)
            )""",
            SQL.identifier(name),
            SQL.identifier(other),
        )

    _host_of_website = (
        "regexp_replace(lower(p.website), '^(https?://)?(www[.])?([^/:?#]*).*$', '\\3')"
    )
    _number_of = "upper(regexp_replace(p.%s, '[^0-9A-Za-z]', '', 'g'))"
    _match_columns = (
        ("host", "email_normalized", "split_part(p.email_normalized, '@', 2)"),
        ("host", "website", _host_of_website),
        ("number", "company_registry", _number_of % "company_registry"),
        ("number", "vat", _number_of % "vat"),
        ("iati", "iati_organisation_ref", _number_of % "iati_organisation_ref"),
    )

    @api.model
    def _match_branch(self, kind, column, expression):
        return SQL(
            """
            SELECT wanted.number, p.commercial_partner_id AS partner_id, 1 AS score
              FROM wanted
              JOIN res_partner p ON %(expression)s = wanted.key
               AND %(column)s IS NOT NULL
             WHERE wanted.kind = %(kind)s
            """,
            expression=SQL(expression),
            column=SQL.identifier("p", column),
            kind=kind,
        )

    def action_choose_for_lead(self):
        """Say that the lead named in the context is from this organisation."""
        self.ensure_one()
        self.check_access("read")
        lead = self.env["crm.lead"].browse(self.env.context.get("lead_id"))
        lead.check_access("write")
        lead._set_stakeholder(self)

    def action_merge_with(self):
        """Offer to merge this organisation with the one named in the context."""
        self.ensure_one()
        other = self.browse(self.env.context.get("partner_id"))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge"),
            "res_model": "base.partner.merge.automatic.wizard",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": (other + self).ids,
                "opens_merged_partner": True,
            },
        }
