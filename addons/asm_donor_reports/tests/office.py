"""Headless LibreOffice, which computes every formula anew when it opens a workbook."""

import shutil
import subprocess
import tempfile
from pathlib import Path

# what LibreOffice calls the format that Excel writes
FORMAT = "xlsx:Calc MS Excel 2007 XML"
# without it the values that we wrote would come back
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
    xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
  </item>
</oor:items>
"""


def recalculated(content):
    """Return a workbook as LibreOffice saves it, its formulas computed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "profile/user").mkdir(parents=True)
        registry = place / "profile/user/registrymodifications.xcu"
        registry.write_text(ALWAYS, encoding="utf-8")
        (place / "in").mkdir()
        (place / "in/book.xlsx").write_bytes(content)
        subprocess.run(
            [
                shutil.which("soffice"),
                "--headless",
                f"-env:UserInstallation={place.as_uri()}/profile",
                "--convert-to",
                FORMAT,
                "--outdir",
                folder,
                place / "in/book.xlsx",
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return (place / "book.xlsx").read_bytes()
