import base64
import hmac
from hashlib import sha256
from secrets import token_hex

from odoo import api, models
from odoo.tools import SQL, ormcache

from ..tools import personal_data

_KEY = "mtm.pseudonym_key"


class MtmPersonalData(models.AbstractModel):
    """What is held about people, and the codes that stand for them outside.

    A code is made with a key of this database, which only the system reads: nobody
    makes it from a number or a name, and another database has another one.
    """

    _name = "mtm.personal.data"
    _description = "Personal Data"

    # -- what is held --

    @api.model
    def _held(self):
        """Return ``{model.field: Held}``; an addon adds its own."""
        return personal_data.declared(
            personal_data.HELD, personal_data.ACTORS, personal_data.ORGANISATIONS
        )

    @api.model
    def _held_by(self, model):
        """Return ``{field: Held}`` of one model."""
        return {
            field.rpartition(".")[2]: held
            for field, held in self._held().items()
            if field.rpartition(".")[0] == model
        }

    @api.model
    def _words(self):
        """Return ``{model: names of texts in which people may be named}``."""
        return personal_data.WORDS

    @api.model
    def _looked_at(self):
        """Return texts in which people are found, and which stay as they were."""
        return {}

    # -- codes --

    @api.model
    @ormcache("model")
    def _coded(self, model):
        """Return what of a model names people in what is taken out.

        :return: ``({field: lead}, leads)``: texts in whose place the code of the
            person stands to whom the lead goes (of the record itself, where there is
            none), and fields that lead to people
        """
        fields = self.env[model]._fields
        coded = {}
        for name, field in fields.items():
            if self._is_coded(field):
                lead = field.related.rpartition(".")[0] if field.related else ""
                coded[name] = lead or personal_data.TWINS.get(f"{model}.{name}", "")
        if self.env[model]._rec_name in coded:
            coded["display_name"] = coded[self.env[model]._rec_name]
        leads = tuple(
            name
            for name, held in self._held_by(model).items()
            if held == personal_data.PERSON
        )
        return coded, leads

    @api.model
    def _is_coded(self, field):
        """Say whether a text names a person or says how to reach one."""
        if field.relational:
            return False
        if str(field) in personal_data.TWINS:
            return True
        held = self._held().get(str(field))
        if held and held.seen_by == personal_data.PRIVACY:
            return True
        return bool(field.related_field) and self._is_coded(field.related_field)

    @api.model
    def _key(self):
        """Return the key of this database's codes; it is made when there is none."""
        parameters = self.env["ir.config_parameter"].sudo()
        key = parameters.get_param(_KEY)
        if not key:
            key = token_hex(32)
            parameters.set_param(_KEY, key)
        return bytes.fromhex(key)

    @api.model
    def _code(self, kind, text):
        """Return the code that stands for somebody in this database.

        :param kind: of what ``text`` is: codes of two kinds are never the same
        :param text: what tells one from another
        """
        made = hmac.digest(self._key(), f"{kind}:{text}".encode(), sha256)
        return "P-" + base64.b32encode(made)[:12].decode()

    @api.model
    def _may_see_names(self):
        """Say whether the user may take out names of people."""
        user = self.env.user
        return self.env.su or user.has_group("mines_to_markets.group_mtm_privacy")

    # -- where somebody is found --

    @api.model
    def _find(self, partner):
        """Return ``{model: ids}`` of all that is held about somebody, as system.

        They are found by whom a record leads to, and by name and address in what
        people wrote.
        """
        users = partner.with_context(active_test=False).user_ids
        found = {"res.partner": set(partner.ids), "res.users": set(users.ids)}
        for model, conditions in self._conditions(partner, users).items():
            Model = self.env[model]
            self.env.flush_all()
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE %s ORDER BY id",
                    SQL.identifier(Model._table),
                    SQL(" OR ").join(conditions),
                )
            )
            found.setdefault(model, set()).update(row[0] for row in rows)
        return {model: sorted(ids) for model, ids in found.items() if ids}

    def _conditions(self, partner, users):
        """Return ``{model: conditions}`` by which somebody is in its rows."""
        ids = {"res.partner": partner.ids, "res.users": users.ids}
        found = {}
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for name, field in model._fields.items():
                if (
                    field.store
                    and field.type == "many2one"
                    and ids.get(field.comodel_name)
                    # what somebody typed is about whom it is about
                    and name not in ("create_uid", "write_uid")
                ):
                    condition = SQL(
                        "%s IN %s",
                        SQL.identifier(name),
                        tuple(ids[field.comodel_name]),
                    )
                    found.setdefault(model._name, []).append(condition)
        self._add_texts(found, partner)
        return found

    def _add_texts(self, found, partner):
        named = partner._privacy_named()
        texts = dict(self._looked_at()) | self._words()
        for field, held in self._held().items():
            model, _dot, name = field.rpartition(".")
            if held.erased != personal_data.STAYS and model != "res.partner":
                texts[model] = (*texts.get(model, ()), name)
        for model, names in texts.items():
            if model not in self.env or self.env[model]._abstract:
                continue
            fields = self.env[model]._fields
            for name in names:
                if name in fields and fields[name].store and fields[name].column_type:
                    found.setdefault(model, []).extend(
                        SQL("%s ~* %s", SQL.identifier(name), one)
                        for one in named
                        if fields[name].column_type[0] in ("varchar", "text")
                    )
        for model in [one for one, conditions in found.items() if not conditions]:
            del found[model]
