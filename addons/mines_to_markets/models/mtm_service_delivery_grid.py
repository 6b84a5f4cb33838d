from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import delivery_grid


class MtmServiceDelivery(models.Model):
    """The server's side of the grid that records many deliveries at once.

    Whatever the grid asks is asked as the user: nothing here uses ``sudo()``. What a
    row looks like is said in :mod:`..tools.delivery_grid`.
    """

    _inherit = "mtm.service.delivery"

    # which column an error of which check belongs to
    _grid_checks = (
        ("service_id", "_check_service_of_engagement"),
        ("date", "_check_date_within_engagement"),
        ("country_id", "_check_service_available"),
        ("site_id", "_check_site_in_country"),
        ("country_id", "_check_confirmed_has_country"),
    )
    # dimensions by which the people in a delivery can be counted here
    _grid_dimensions = ("sex", "age_band")

    @api.model
    @api.readonly
    def grid_dimensions(self):
        """Return the dimensions by which people can be counted, with categories."""
        # rows are of today and, when written up late, of the year before
        today = fields.Date.context_today(self)
        days = today - relativedelta(years=1), today
        dimensions = self.env["mtm.dimension"].search(
            [("code", "in", self._grid_dimensions)]
        )
        return [
            {
                "id": dimension.id,
                "name": dimension.name,
                "values": [
                    {"id": value.id, "name": value.name}
                    for value in dimension.value_ids._valid_on(*days)
                ],
            }
            for dimension in dimensions
        ]

    @api.model
    @api.readonly
    def grid_engagement(self, engagement_id):
        """Return what a row takes over from an engagement, where there is one only."""
        engagement = self.env["mtm.engagement"].browse(engagement_id)
        engagement.check_access("read")
        proposed = {
            "partner_id": engagement.partner_id,
            "service_id": engagement.service_ids,
            "country_id": engagement.country_ids,
        }
        return {
            "engagement": {"id": engagement.id, "text": engagement.display_name},
            "service_ids": engagement.service_ids.ids,
            "proposed": {
                name: {"id": found.id, "text": found.display_name}
                for name, found in proposed.items()
                if len(found) == 1
            },
        }

    @api.model
    @api.readonly
    def grid_match(self, texts):
        """Find records by the names that somebody typed or pasted.

        :param texts: ``{column: [name or code, ...]}``
        :return: ``{column: {text: {"id": ..., "text": ...} or {"message": ...}}}``
        """
        return {
            column: self._grid_match_column(column, set(names))
            for column, names in texts.items()
            if column in delivery_grid.RELATIONS
        }

    def _grid_match_column(self, column, names):
        model = self.env[delivery_grid.RELATIONS[column]]
        keys = [name for name in ("name", "code") if name in model._fields]
        found = model.search(
            Domain.OR(
                Domain(key, "=ilike", name.strip().replace("%", r"\%"))
                for key in keys
                for name in names
            )
        )
        matches = {}
        for name in names:
            wanted = name.strip().casefold()
            records = found.filtered(
                lambda r, w=wanted: any((r[k] or "").casefold() == w for k in keys)
            )
            matches[name] = self._grid_match_of(column, name, records)
        return matches

    def _grid_match_of(self, column, name, records):
        if len(records) == 1:
            return {"id": records.id, "text": records.display_name}
        if records:
            message = self.env._(
                "%(count)s are called %(name)s. Choose one from the list.",
                count=len(records),
                name=name,
            )
        else:
            message = self.env._(
                "Nothing here is called %(name)s. Choose one from the list.", name=name
            )
        return {"message": message}

    @api.model
    def grid_save(self, rows, confirm=False):
        """Record deliveries, all of them or none.

        :param rows: see :mod:`..tools.delivery_grid`
        :param confirm: whether to confirm them at once
        :return: ``{"ids": [...], "errors": [...]}``, where an error has the row's
            number, from 0, its column (or nothing) and a message
        """
        self.check_access("create")
        if len(rows) > delivery_grid.MOST_ROWS:
            raise UserError(
                self.env._(
                    "Save at most %(count)s deliveries at once.",
                    count=delivery_grid.MOST_ROWS,
                )
            )
        errors = self._grid_wrong_cells(rows) or self._grid_hidden(rows)
        if not errors:
            values = [self._grid_values(row) for row in rows]
            errors = self._grid_misfits(values, confirm)
        if errors:
            return {"ids": [], "errors": errors}
        try:
            with self.env.cr.savepoint():
                return {"ids": self._grid_create(values, confirm).ids, "errors": []}
        except (UserError, IntegrityError) as error:
            errors = self._grid_refused(values, confirm) or [
                self._grid_error(None, None, self._grid_text(error))
            ]
            return {"ids": [], "errors": errors}

    def _grid_create(self, values, confirm):
        deliveries = self.create(values)
        if confirm:
            deliveries.action_confirm()
        self.env.flush_all()
        return deliveries

    def _grid_error(self, row, column, message):
        return {"row": row, "column": column, "message": message}

    def _grid_text(self, error):
        if isinstance(error, IntegrityError):
            return self._sql_error_to_message(error)
        return str(error)

    def _grid_wrong_cells(self, rows):
        """Return the errors of cells that hold nothing usable."""
        messages = self._grid_messages()
        errors = [
            self._grid_error(number, wrong.column, messages[wrong.reason])
            for number, row in enumerate(rows)
            for wrong in delivery_grid.wrong_cells(row)
        ]
        return errors or self._grid_excesses(rows)

    def _grid_messages(self):
        return {
            "missing": self.env._("This is missing."),
            "record": self.env._("Choose one from the list."),
            "date": self.env._("This is not a day."),
            "number": self.env._("This is not a number."),
            "negative": self.env._("A number here is 0 or more."),
            "whole": self.env._("People are counted in whole numbers."),
        }

    def _grid_excesses(self, rows):
        """Return the errors of totals that are less than their parts."""
        values = self.env["mtm.dimension.value"].search(
            [("dimension_id.exclusive", "=", True)]
        )
        exclusive = {value.id: value.dimension_id.id for value in values}
        errors = []
        for number, row in enumerate(rows):
            found = delivery_grid.excess(row.get("counts") or {}, exclusive)
            if found:
                message = self.env._(
                    "The parts add up to %(parts)s, more than the total %(total)s.",
                    parts=found[0],
                    total=found[1],
                )
                errors.append(self._grid_error(number, "count:", message))
        return errors

    def _grid_hidden(self, rows):
        """Return the errors of records that are gone, or hidden from the user."""
        message = self.env._("This is gone, or hidden from you.")
        errors = []
        for column, model in delivery_grid.RELATIONS.items():
            asked = {int(row[column]) for row in rows if row.get(column)}
            found = self.env[model].browse(asked).exists()._filtered_access("read")
            errors += [
                self._grid_error(number, column, message)
                for number, row in enumerate(rows)
                if row.get(column) and int(row[column]) not in found._ids
            ]
        return errors

    def _grid_values(self, row):
        """Return what a delivery is created from."""
        given = {
            name: int(row[name]) for name in delivery_grid.RELATIONS if row.get(name)
        }
        return given | {
            "date": row["date"],
            "quantity": row["quantity"],
            "count_ids": [
                Command.create(
                    {
                        "category_ids": [
                            Command.set([int(value) for value in key.split(",")])
                        ]
                        if key
                        else [],
                        "quantity": int(count),
                    }
                )
                for key, count in (row.get("counts") or {}).items()
            ],
        }

    def _grid_misfits(self, values, confirm):
        """Return the errors that the checks of a delivery find, by column."""
        errors = []
        state = "confirmed" if confirm else "draft"
        for number, given in enumerate(values):
            plain = {name: v for name, v in given.items() if name != "count_ids"}
            delivery = self.new(plain | {"state": state})
            for column, check in self._grid_checks:
                try:
                    getattr(delivery, check)()
                except ValidationError as error:
                    errors.append(self._grid_error(number, column, str(error)))
        return errors

    def _grid_refused(self, values, confirm):
        """Try each row alone, and return the errors; nothing is kept."""
        errors = []
        for number, given in enumerate(values):
            with self.env.cr.savepoint() as savepoint:
                try:
                    self._grid_create([given], confirm)
                except (UserError, IntegrityError) as error:
                    text = self._grid_text(error)
                    errors.append(self._grid_error(number, None, text))
                savepoint.rollback()
        return errors
