"""`python bot.py`: see `python bot.py --help`."""

from bot.main import main

main()
