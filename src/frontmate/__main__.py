"""`python -m frontmate`."""

import sys

from frontmate.cli import main

sys.exit(main())
