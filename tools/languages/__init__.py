"""Programs for the languages beside Python, built by Go: what the tests and `make examples` need of them.

A release of the Pulumi CLI brings newer language hosts with it. These are the newest that Go can build.
"""
