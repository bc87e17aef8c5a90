"""What an estate is made of: values with every question answered, in Sentry's units."""
