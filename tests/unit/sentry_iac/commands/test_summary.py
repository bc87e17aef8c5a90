from __future__ import annotations

import io

import pytest
from rich.console import Console

from sentry_iac.commands.shared.summary import print_summary
from sentry_iac.files.layout import Layout
from sentry_iac.outputs.applications import mask_dsn, summarize
from sentry_iac.stacks.target import sandbox_target

PUBLIC = "1a2b3c4d5e6f708192a3b4c5d6e7f809"
OUTPUTS: dict[str, object] = {
    "applications": {
        "web": {
            "projectId": "2",
            "slug": "web-dev",
            "dsn": f"http://{PUBLIC}@127.0.0.1:9600/2",
            "envFile": ".local/app/web/.env",
            "monitors": {"latency": "11", "5xx": "10"},
            "alerts": {"high-priority": "21"},
        },
        "api": {"slug": "api-dev"},
    }
}


def shown(layout: Layout, outputs: dict[str, object], width: int = 160) -> str:
    stream = io.StringIO()
    target = sandbox_target("http://127.0.0.1:9600", "sntryu_secret", "sandbox")
    print_summary(Console(file=stream, width=width), "dev", target, summarize(outputs), layout)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("dsn", "masked"),
    [
        (f"https://{PUBLIC}@o1.ingest.example.com/42", "https://1a2b…@o1.ingest.example.com/42"),
        (f"http://{PUBLIC}@127.0.0.1:9600/2", "http://1a2b…@127.0.0.1:9600/2"),
        (f"https://{PUBLIC}:secret@example.com/1", "https://1a2b…@example.com/1"),
        ("https://example.com/1", "…"),
        (PUBLIC, "…"),
        ("", "…"),
    ],
)
def test_a_masked_dsn_can_be_recognised_and_not_used(dsn: str, masked: str) -> None:
    assert mask_dsn(dsn) == masked


def test_the_table_names_project_env_file_monitors_and_alerts(layout: Layout) -> None:
    text = shown(layout, OUTPUTS)
    for words in (
        "web-dev",
        "http://1a2b…@127.0.0.1:9600/2",
        ".local/app/web/.env",
        "5xx, latency",
        "high-priority",
    ):
        assert words in text
    assert text.index("api-dev") < text.index("web-dev")
    assert "Sandbox page: http://127.0.0.1:9600" in text


@pytest.mark.parametrize("width", [40, 80, 100, 120, 160])
def test_no_width_breaks_a_slug_a_path_or_an_address(layout: Layout, width: int) -> None:
    slug, path = "a-project-with-a-long-slug-dev", ".local/app/dev/a-project-with-a-long-slug/back-end/.env"
    fields = {"slug": slug, "dsn": f"http://{PUBLIC}@127.0.0.1:9600/2", "envFile": path}
    text = shown(
        layout, {"applications": {"web": {**fields, "monitors": {"a-monitor": "1", "b": "2"}}}}, width
    )
    for whole in (slug, path, "http://1a2b…@127.0.0.1:9600/2", "a-monitor"):
        assert any(whole in line for line in text.splitlines())


@pytest.mark.parametrize("width", [20, 60, 160])
def test_no_width_shows_a_whole_key_or_a_token(layout: Layout, width: int) -> None:
    text = "".join(shown(layout, OUTPUTS, width).split())
    assert PUBLIC not in text
    assert "sntryu_secret" not in text


@pytest.mark.parametrize("outputs", [{}, {"applications": None}, {"applications": []}])
def test_a_stack_without_applications_says_so(layout: Layout, outputs: dict[str, object]) -> None:
    assert "no applications" in shown(layout, outputs)
