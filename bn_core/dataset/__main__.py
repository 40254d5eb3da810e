"""``python -m bn_core.dataset``."""

import sys

if __name__ == "__main__":  # a worker process that is no fork imports this file as well, and reads files alone
    from bn_core.dataset.command import main

    sys.exit(main(alone=True))
