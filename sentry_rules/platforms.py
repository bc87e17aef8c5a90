"""The platforms that Sentry knows for a project: https://docs.sentry.io/platforms/."""

from __future__ import annotations

from typing import Final

_FAMILIES: Final = {
    "dotnet": "aspnet aspnetcore awslambda gcpfunctions maui uwp winforms wpf xamarin",
    "go": "echo fasthttp fiber gin http iris negroni",
    "java": "log4j2 logback spring spring-boot",
    "javascript": "angular astro ember gatsby nextjs nuxt react react-router remix solid solidstart svelte sveltekit "
    "tanstackstart-react vue",
    "node": "awslambda azurefunctions cloudflare-pages cloudflare-workers connect express fastify gcpfunctions hapi "
    "hono koa nestjs",
    "php": "laravel symfony",
    "python": "aiohttp asgi awslambda bottle celery chalice django falcon fastapi flask gcpfunctions pylons pymongo "
    "pyramid quart rq sanic serverless starlette tornado tryton wsgi",
    "ruby": "rack rails",
}
_OTHERS: Final = (
    "android apple apple-ios apple-macos bun capacitor cordova dart deno electron elixir flutter godot ionic kotlin "
    "minidump native native-qt other powershell react-native rust unity unreal"
)

PLATFORMS: Final = frozenset(
    [
        *_OTHERS.split(),
        *_FAMILIES,
        *(f"{family}-{kind}" for family, kinds in _FAMILIES.items() for kind in kinds.split()),
    ]
)
"""Their names, as `platform:` of a project takes them. A newer Sentry may know more."""
