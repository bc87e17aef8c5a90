"""The admin API below `/_sandbox/`, and what it makes: what is there at first, and what people did besides."""
