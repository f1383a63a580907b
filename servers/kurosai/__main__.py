"""`python -m kurosai` is `kurosai`."""

import sys

from kurosai.cli.main import main

sys.exit(main())
