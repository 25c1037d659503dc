#!/usr/bin/env python
"""The command line of 文明创建."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civility.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
