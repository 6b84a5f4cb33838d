from odoo.http import request, route

from odoo.addons.web.controllers.home import Home


class Become(Home):
    # the log would name the system in the place of who acted, and whoever entered
    # something could decide on it as somebody else
    # nosemgrep: route-for-everybody - a page that is not there, for nobody
    @route(auth="public")
    def switch_to_admin(self):
        raise request.not_found()
