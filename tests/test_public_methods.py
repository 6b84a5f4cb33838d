"""What may be called from outside is declared, and gives nobody more than they may."""

import inspect

from access_matrix import LIKE, matrix
from access_tries import WORD, AccessTries
from public_methods import alone, declared

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried

ADDONS = {
    "mines_to_markets",
    "asm_programs",
    "asm_money",
    "asm_donor_reports",
    "asm_money_account",
}
# what a parameter without a default is given, by its name
ARGUMENTS = {
    "cells": lambda world: [
        {
            "date_from": "2025-01-01",
            "date_to": "2025-03-31",
            "site_id": False,
            "value_ids": [],
            "award_id": False,
            "text": "5",
        }
    ],
    "changes": lambda world: {},
    "date_from": lambda world: "2025-01-01",
    "date_to": lambda world: "2025-12-31",
    "day": lambda world: "2025-12-31",
    "domain": lambda world: [],
    "engagement_id": lambda world: world.engagement.id,
    "groupings": lambda world: [["country"]],
    "key": lambda world: "sheet",
    "line": lambda world: "10a",
    "line_id": lambda world: world.program_indicator.id,
    "message_id": lambda world: world.engagement.message_ids[:1].id,
    "model": lambda world: "mtm.engagement",
    "name": lambda world: "engagements",
    "parent_id": lambda world: False,
    "reason": lambda world: "Matrix",
    "rows": lambda world: [{"engagement_id": world.engagement.id}],
    "texts": lambda world: {"engagement_id": [WORD[:4]]},
    "what": lambda world: "spent",
}
# parameters with a default that point to what is ours
POINTED = {
    "award_id": lambda world: world.award.id,
    "program_id": lambda world: world.program.id,
    "whose": lambda world: "all",
}
CONTEXTS = {
    "mtm.expert.match": lambda world: {"engagement_id": world.engagement.id},
    "res.partner": lambda world: {"lead_id": world._lead().id},
}
# Odoo's own, of which anybody sees what the rules of Odoo and ours leave
ODOO = {
    "agreement": lambda world: world._agreement(name=WORD),
    "calendar.event": lambda world: world._meeting(),
    "crm.lead": lambda world: world._lead(),
    "event.event": lambda world: world._event(),
    "mail.activity": lambda world: world._activity(),
    "res.partner": lambda world: world.partner,
}


class MethodsCase(AccessTries):
    def _public(self):
        """Yield (model, name) of each method of ours that may be called by name."""
        for model in self.env.values():
            if model._name.endswith(".mixin"):
                continue
            for name, _method in inspect.getmembers(type(model), inspect.isroutine):
                if not name.startswith("_") and self._is_ours(model, name):
                    yield model._name, name

    def _is_ours(self, model, name):
        """Say whether an addon of ours defined a method first, and did not close it."""
        first = [c for c in type(model).mro() if name in vars(c)][-1]
        parts = first.__module__.split(".")
        if parts[:2] != ["odoo", "addons"] or parts[2] not in ADDONS:
            return False
        try:
            get_public_method(model, name)
        except AccessError:
            return False
        return True

    def _record(self, model):
        if model in ODOO:
            return ODOO[model](self)
        if model not in matrix():
            return self.env[model]
        values = self._values(model)
        if self.env[model]._auto and isinstance(values.get("name"), str):
            values["name"] = f"{WORD} {values['name']}"
        return self._as_created(model, values)

    def _worth_trying(self, record, name):
        """Return everybody who may not, and one who may."""
        changes = declared()[record._name, name] == "changes"
        may = [
            role
            for role in self.users
            if (
                self._may_change(record, name, role)
                if changes
                else self._may(record, role, "r")
            )
        ]
        return [
            role
            for role in self.users
            if role not in may[1:] and not self._is_like_another(record, name, role)
        ]

    def _is_like_another(self, record, name, role):
        """Say whether a role may neither more nor less than the one that it is like."""
        if role not in LIKE or role in ("auditor", "freezer"):
            return False
        if record._name in ODOO:
            return role != "outside"
        like = LIKE[role][0]
        may = alone(f"{record._name}.{name}")
        if may is not None and (role in may) != (like in may):
            return False
        return all(
            self._may(record, role, letter) == self._may(record, like, letter)
            for letter in "rw"
        )

    def _try(self, record, name, role):
        """Call a method as somebody; return what is wrong with what came of it."""
        with self._undone():
            arguments = self._arguments(record, name)
            self._hand_over(record, {}, role)
            before = self._changed_tables()
            # a request starts with nothing read
            self.env.invalidate_all()
            try:
                with mute_logger("odoo.sql_db"):
                    result = self._call(record, self.users[role], name, **arguments)
                    after = self._changed_tables()
            except AccessError:
                return "refused"
            except UserError as error:
                result, after = str(error), before
            except Exception as error:  # noqa: BLE001 - whatever else is a finding
                return f"{type(error).__name__}: {error}"
            changed = sorted(t for t in after if after[t] != before.get(t))
        if WORD in repr(result) and not self._may(record, role, "r"):
            return "names what is hidden"
        if changed and not self._may_change(record, name, role):
            return f"changes {', '.join(changed)}"
        return "let through"

    def _arguments(self, record, name):
        method = getattr(type(record), name)
        _self, *parameters = inspect.signature(method).parameters.values()
        arguments = {
            parameter.name: (POINTED | ARGUMENTS)[parameter.name](self)
            for parameter in parameters
            if parameter.name in POINTED or parameter.default is parameter.empty
        }
        if record._name in CONTEXTS:
            arguments["context"] = CONTEXTS[record._name](self)
        return arguments

    def _may(self, record, role, letter):
        if record._name in ODOO:
            operation = {"r": "read", "w": "write"}[letter]
            return record.with_user(self.users[role]).has_access(operation)
        # what has no records of its own shows those of programmes and engagements
        model = "asm.program.indicator" if record._abstract else record._name
        return letter in matrix()[model][role]

    def _may_change(self, record, name, role):
        may = alone(f"{record._name}.{name}")
        if may is not None:
            return role in may
        if declared()[record._name, name] != "changes":
            return False
        return self._may(record, role, "w")

    def _lead(self):
        values = {"name": WORD, "partner_id": self.partner.id, "type": "opportunity"}
        return self._create("crm.lead", values)

    def _meeting(self):
        return self._create(
            "calendar.event",
            {
                "name": WORD,
                "start": "2025-01-02 08:00:00",
                "stop": "2025-01-02 09:00:00",
                "res_model": "mtm.engagement",
                "res_id": self.engagement.id,
                "partner_ids": [Command.set(self.partner.ids)],
            },
        )

    def _event(self):
        return self._create(
            "event.event",
            {
                "name": WORD,
                "date_begin": "2025-01-01 08:00:00",
                "date_end": "2025-01-01 18:00:00",
                "country_id": self.country.id,
            },
        )

    def _activity(self):
        return self.engagement.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=WORD,
            user_id=self.users["officer"].id,
        )


@tagged("post_install", "-at_install", "access_matrix")
class TestPublicMethods(MethodsCase):
    def test_every_public_method_is_declared(self):
        self.assertEqual(set(self._public()), set(declared()))

    def test_nobody_gets_more_by_calling(self):
        wrong, refused = [], 0
        by_model = {}
        for model, name in declared():
            by_model.setdefault(model, []).append(name)
        for model, names in sorted(by_model.items()):
            with self._undone():
                record = self._record(model)
                for name in names:
                    for role in self._worth_trying(record, name):
                        said = self._try(record, name, role)
                        refused += said == "refused"
                        if said not in ("refused", "let through"):
                            wrong.append(f"{model}.{name} as {role}: {said}")
        self.assertFalse(wrong, "\n".join(wrong))
        tried.attack(
            "Public methods called with records that are not one's own",
            "access lines and rules",
            cases=refused,
        )
