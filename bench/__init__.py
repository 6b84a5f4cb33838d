"""Measurements of ours against a peer, both taken in the same run.

run       the command: a fresh copy of the database for each, the table, the file
worker    one measurement in a process of its own, inside Odoo
measure   turns, medians, spread, and whether a bound holds
Every other module is one measurement and has a `measure(env, large)`.
"""
