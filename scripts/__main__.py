"""What the launcher `m2m` runs: python3 scripts VERB ..."""

import sys

from m2m.cli import main

sys.exit(main(sys.argv[1:]))
