"""Which stack has what of an organization, told from the ends of slugs."""
