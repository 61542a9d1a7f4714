"""``python -m minhu``."""

from minhu.cli import main

main()
