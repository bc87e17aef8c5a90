"""The `.env` file of an application: the resource, and the editor that leaves every line that is not ours."""
