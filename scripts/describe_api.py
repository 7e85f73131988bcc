"""Prints the API's OpenAPI description. Called by: `make types`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zvonok.settings")
django.setup()

from zvonok.operations.openapi import described  # noqa: E402 - needs Django set up

sys.stdout.write(described())
