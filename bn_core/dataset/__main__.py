"""``python -m bn_core.dataset``."""

import sys

from bn_core.dataset.command import main

if __name__ == "__main__":
    sys.exit(main())
