"""The access matrix holds by every way in, for every model and every role."""

from access_asked import Asked, went_through
from access_matrix import LIKE, matrix
from access_reaching import REACHING
from access_tries import WORD, AccessTries
from access_ways import WAYS

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried

# ways that everybody tries; the others those only who may differ by the matrix
ASKED_BY_ALL = {"read", "search_read", "web_search_read", "create", "write", "unlink"}
ALIKE = {
    "manager": "officer",
    "approver": "officer",
    "finance": "officer",
    "editor": "viewer",
    "porter": "viewer",
} | {role: like for role, (like, _differences) in LIKE.items()}
# auditors and who freezes are tried as the columns of the table are
DERIVED = LIKE.keys() - {"auditor", "freezer"}
# ways that these try even where they do not differ: one of each kind
ASKED_BY_LIKE = {"search_read", "search_count", "name_search", "download", "followers"}


class AccessWays(AccessTries):
    def _wrong_in(self, models):
        """Try all ways in to a record of each model.

        :return: sentences on what is not as the matrix says, and how many attempts
            were refused, by kind of way
        """
        wrong, refused = [], {}
        for model in models:
            with self._undone():
                asked = Asked(self.env, self.env[model], self._values(model))
                new = [
                    way for way in WAYS if way.letter == "c" and not way.needs_record
                ]
                wrong += self._wrong_ways(new, asked, refused)
            with self._undone():
                asked = self._asked_for_a_record(model)
                ways = [way for way in WAYS if way.letter == "r"]
                wrong += self._wrong_ways(ways, asked, refused)
            with self._undone():
                asked = self._asked_for_a_record(model, confirmed=False)
                ways = [way for way in WAYS if way.needs_record and way.letter != "r"]
                wrong += self._wrong_ways(ways, asked, refused)
        return wrong, refused

    def _asked_for_a_record(self, model, confirmed=True):
        """Return a new record of a model, with everything that can hang on it."""
        values = self._values(model)
        record = self._as_created(model, values)
        self._create(
            "ir.attachment",
            {
                "name": f"{WORD}.txt",
                "raw": b"x",
                "res_model": model,
                "res_id": record.id,
            },
        )
        if hasattr(record, "message_post"):
            record.message_post(
                body=WORD, message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            record.message_subscribe(self.partner.ids)
        if hasattr(record, "activity_schedule"):
            record.activity_schedule("mail.mail_activity_data_todo", summary=WORD)
        if model == "mtm.service.delivery" and confirmed:
            # the portal shows what is confirmed
            record.state = "confirmed"
        self.env.flush_all()
        return Asked(self.env, record, values)

    def _wrong_ways(self, ways, asked, refused):
        wrong = []
        model = asked.record._name
        for way in ways:
            is_shown = False
            for role in self._roles_worth(way, model):
                by_role = asked._replace(env=self.env(user=self.users[role]))
                if not way.applies(by_role):
                    continue
                may = way.letter in matrix()[model][role] and way.also(by_role)
                if may and (is_shown or not way.exact):
                    continue
                is_shown |= may
                self._hand_over(asked.record, asked.values, role)
                try:
                    through = self._tried(way, by_role)
                except Exception as error:  # noqa: BLE001 - no way may break
                    through = False
                    wrong.append(f"{role} breaks {way.go.__name__} of {model}: {error}")
                if through is not None and through != may:
                    verb = "gets through by" if through else "is refused by"
                    wrong.append(f"{role} {verb} {way.go.__name__} of {model}")
                elif through is False and not may:
                    # what is undecided was stopped by something else
                    refused[way.kind] = refused.get(way.kind, 0) + 1
        return wrong

    def _roles_worth(self, way, model):
        """Leave out roles that have no more and no less than another of their kind."""
        letters = matrix()[model]
        name = way.go.__name__
        return [
            role
            for role in letters
            if role not in ALIKE
            or letters[role] != letters[ALIKE[role]]
            or name in (ASKED_BY_LIKE if role in DERIVED else ASKED_BY_ALL)
        ]

    def _tried(self, way, asked):
        # a request starts with nothing read
        self.env.invalidate_all()
        if way.letter == "r" and not way.writes:
            return went_through(way, asked)
        with self._undone(), mute_logger("odoo.sql_db"):
            return went_through(way, asked)

    def _check(self, models):
        wrong, refused = self._wrong_in(models)
        self.assertFalse(wrong, "\n".join(wrong))
        for kind, count in refused.items():
            tried.attack(kind, "access lines, rules and fields", cases=count)


def _models(part, parts):
    return sorted(matrix())[part::parts]


# several classes, since classes are what the run spreads over processes


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessWaysOne(AccessWays):
    def test_ways(self):
        self._check(_models(0, 3))


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessWaysTwo(AccessWays):
    def test_ways(self):
        self._check(_models(1, 3))


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessWaysThree(AccessWays):
    def test_ways(self):
        self._check(_models(2, 3))


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessReaching(AccessTries):
    def test_nothing_is_reached_through_a_relation(self):
        wrong, refused = [], 0
        for model in sorted(matrix()):
            with self._undone():
                record = self._as_created(model, self._values(model))
                self.env.flush_all()
                for name, role in self._hidden_relations(record):
                    for way in REACHING:
                        self.env.invalidate_all()
                        self._hand_over(record, {}, role)
                        own = Asked(self.env(user=self.users[role]), record, {})
                        if self._reaches(way, own, name):
                            wrong.append(
                                f"{role} reaches {model}.{name} by {way.__name__}"
                            )
                        refused += 1
        self.assertFalse(wrong, "\n".join(wrong))
        tried.attack(
            "Matrix: reaching through a relation", "rules of what it leads to", refused
        )

    def _hidden_relations(self, record):
        """Yield (field, role): who reads the record, not what the field leads to."""
        for name, field in record._fields.items():
            rows = matrix().get(field.comodel_name or "")
            is_stored = field.type == "many2one" and field.store
            if rows and is_stored and record[name] and record[name]._rec_name:
                for role, letters in matrix()[record._name].items():
                    behind = record[name].with_user(self.users[role])
                    is_hidden = "r" not in rows[role] and not behind.has_access("read")
                    if "r" in letters and is_hidden:
                        yield name, role

    def _reaches(self, way, asked, name):
        try:
            with mute_logger("odoo.sql_db"):
                return way(asked, name)
        except (AccessError, UserError, ValueError):
            return False
