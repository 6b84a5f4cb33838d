"""Staff restricted to one country, or one programme, meet no name of another.

One of everything is made in a country and a programme that are not theirs, each named
with the same strange word. Then every model they may read at all, Odoo's own included,
is read, searched as one types, grouped and exported as them: the word turns up nowhere.
"""

from access_matrix import matrix
from access_world import AccessWorld

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

ADDONS = {"mines_to_markets", "asm_programs", "asm_money"}
WORD = "Quagmarrow"
TEXTS = ("char", "text", "html")
RELATIONS = ("many2one", "many2many")


@tagged("post_install", "-at_install", "access_matrix")
class TestRestrictedStaff(AccessWorld):
    role = "elsewhere"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users[cls.role].group_ids += cls.env.ref("base.group_allow_export")
        if cls.hides("res.partner"):
            cls.partner.write(
                {"name": f"{WORD} Mining", "email": f"{WORD}@example.com"}
            )
            cls.partner.message_post(body=f"{WORD} was called")
        cls.program.name = f"{WORD} programme"
        cls.award.reference = f"{WORD}-1"
        cls.make_records_of_odoo()
        cls.make_records_of_ours()
        cls.env.flush_all()

    @classmethod
    def hides(cls, model):
        return "r" not in matrix()[model][cls.role]

    @classmethod
    def make_records_of_ours(cls):
        world = cls("test_nothing_read_names_what_is_hidden")
        for model in matrix():
            if not cls.hides(model) or cls.env[model]._transient:
                continue
            if not cls.env[model]._auto:
                # rows of a view come from the records of the others
                continue
            values = world._values(model)
            if "name" in cls.env[model]._fields:
                values["name"] = f"{WORD} {model}"
            cls._create(model, values)

    @classmethod
    def make_records_of_odoo(cls):
        hidden = {"res_model": "mtm.engagement", "res_id": cls.engagement.id}
        of_engagement = {"engagement_id": cls.engagement.id}
        cls.engagement.name = f"{WORD} engagement"
        cls.engagement.message_post(body=f"{WORD} was met", subject=WORD)
        cls.engagement.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"{WORD} calls",
            user_id=cls.users["officer"].id,
        )
        for model, values in {
            "res.partner": {"name": f"{WORD} person", "parent_id": cls.partner.id},
            "crm.lead": {"name": f"{WORD} asks", "partner_id": cls.partner.id},
            "agreement": {
                "name": f"{WORD} memorandum",
                "code": WORD,
                "partner_id": cls.partner.id,
            },
            "calendar.event": of_engagement
            | {
                "name": f"{WORD} meeting",
                "start": "2025-01-02 08:00:00",
                "stop": "2025-01-02 09:00:00",
                "partner_ids": cls.partner.ids,
            },
            "ir.attachment": hidden | {"name": f"{WORD}.txt", "raw": b"x"},
        }.items():
            if model == "ir.attachment" or cls.hides(model):
                cls._create(model, values)

    def _readable(self):
        """Yield every model with a table that the restricted one may read at all."""
        self.env.invalidate_all()
        env = self.env(user=self.users[self.role])
        for name in sorted(env.registry):
            model = env[name].with_context(active_test=False)
            if model._abstract or model._transient:
                continue
            if model.has_access("read"):
                yield model

    def _fields_of(self, model, types):
        return [
            name
            for name, field in model._fields.items()
            if field.type in types and model._has_field_access(field, "read")
        ]

    def test_the_word_is_there_for_who_is_not_restricted(self):
        officer = self.users["officer"]
        for model in ("mtm.engagement", "res.partner", "crm.lead", "agreement"):
            if self.hides(model):
                found = self.env[model].with_user(officer).name_search(WORD)
                self.assertTrue(found, model)

    def test_nothing_read_names_what_is_hidden(self):
        told = []
        for model in self._readable():
            records = model.search([])
            for name in self._fields_of(model, (*TEXTS, *RELATIONS, "reference")):
                records.invalidate_recordset()
                told += self._read(records, name)
        self.assertFalse(told, "\n".join(told))

    def _read(self, records, name):
        """Return what is wrong with reading a field: a refusal, or a hidden name."""
        label = f"{records._name}.{name}"
        try:
            rows = records.read([name])
        except AccessError:
            # a field of ours gives what may be seen, or the whole page is refused
            is_ours = ADDONS.intersection(records._fields[name]._modules)
            return [f"{label} refuses"] if is_ours else []
        return [f"{label} of {row['id']}" for row in rows if WORD in str(row[name])]

    def test_nothing_found_while_typing(self):
        told = [
            f"{model._name}: {found}"
            for model in self._readable()
            if WORD in str(found := self._search_as_you_type(model))
        ]
        self.assertFalse(told, "\n".join(told))

    def _search_as_you_type(self, model):
        if not (model._rec_name or model._rec_names_search):
            return []  # its names cannot be searched
        try:
            return model.name_search(WORD)
        except AccessError:
            return []

    def test_no_search_by_text_answers(self):
        """Finding by a hidden text would tell as much as reading it."""
        told = []
        for model in self._readable():
            for name in self._fields_of(model, TEXTS):
                field = model._fields[name]
                if field.store and model.search_count([(name, "ilike", WORD)]):
                    told.append(f"{model._name}.{name}")
        self.assertFalse(told, "\n".join(told))

    def test_no_group_is_named_after_what_is_hidden(self):
        told = []
        for model in self._readable():
            for name in self._fields_of(model, RELATIONS):
                if not model._fields[name].store:
                    continue
                groups = self._grouped(model, name)
                if WORD in str(groups):
                    told.append(f"{model._name} by {name}")
        self.assertFalse(told, "\n".join(told))

    def _grouped(self, model, name):
        try:
            return model.formatted_read_group([], [name], ["__count"])
        except (AccessError, UserError, ValueError):
            return []

    def test_no_export_names_what_is_hidden(self):
        told = []
        for model in self._readable():
            names = self._fields_of(model, (*TEXTS, *RELATIONS))
            told += [
                f"{model._name}.{name}"
                for name in names
                if WORD in str(self._exported(model, name))
            ]
        self.assertFalse(told, "\n".join(told))

    def _exported(self, model, name):
        try:
            return model.search([]).export_data([name])["datas"]
        except AccessError:
            return []


@tagged("post_install", "-at_install", "access_matrix")
class TestStaffOfAnotherProgramme(TestRestrictedStaff):
    role = "outside"
    # as long as all the others together; the matrix exports as them too
    test_no_export_names_what_is_hidden = None
