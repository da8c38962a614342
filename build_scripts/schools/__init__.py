"""Find the schools of England, each with an estimated range of IDACI and its district of 2016, from official files.

`python3 dev.py data` runs it. Only snapshot.py is read by the site's build, and it needs no package.
"""
