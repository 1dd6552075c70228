"""Runs a part of the measurement in a process of its own, inside Django with the database of its environment.

python -m bench.inside MODULE [words …]
"""

import importlib
import sys

import django

if __name__ == "__main__":
    django.setup()
    importlib.import_module(sys.argv[1]).main(sys.argv[2:])
