"""Checks of an application: its source, its `.env` file, its MCP configuration."""
