"""The pictures of docs/pictures, taken from the demo school: a file a theme, each a list of shots.

Called by: `make pictures`.
"""
