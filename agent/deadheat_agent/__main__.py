"""``python -m deadheat_agent inspect|prepare|test|serve``: see ``commands``."""

import sys

from deadheat_agent import commands

if __name__ == "__main__":
    sys.exit(commands.main(sys.argv[1:]))
