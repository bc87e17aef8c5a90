"""What README.md and the pages of docs/ say is run as it stands there.

A comment before a block of code says how, unseen by the reader of the page:

    <!-- runs: a name -->            a shell runs it; blocks of one name follow each other in one folder
    <!-- runs: a name, exit 3 -->    and ends with this exit code
    <!-- prints -->                  what the block before it printed, among other lines; … stands for anything
    <!-- program -->                 a Pulumi program: mypy checks it strictly, and the engine runs it
    <!-- tested by tests/… -->       that test reads or types it
    <!-- not run: the reason -->     nobody can run it here

A block of YAML without a comment is a `sentry.yaml`, or a part of one.
"""
