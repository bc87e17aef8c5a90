"""How an editor reaches Sentry through an MCP server."""
