"""Headless LibreOffice, which opens workbooks and saves them as people do."""

import shutil
import subprocess
import tempfile
from pathlib import Path

# what LibreOffice calls the format that Excel writes
FORMAT = "xlsx:Calc MS Excel 2007 XML"
# its setting to compute every formula anew; without it the values written come back
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
    xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
  </item>
</oor:items>
"""


def resaved(content):
    """Return a workbook as LibreOffice saves it."""
    return _converted(content)


def recalculated(content):
    """Return a workbook as LibreOffice saves it, every formula computed anew."""
    return _converted(content, registry=ALWAYS)


def _converted(content, registry=None):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if registry:
            (place / "profile/user").mkdir(parents=True)
            file = place / "profile/user/registrymodifications.xcu"
            file.write_text(registry, encoding="utf-8")
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
