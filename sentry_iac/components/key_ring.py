"""The client keys that one stack gives a project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pulumi

import pulumi_sentry as sentry
from pulumi_sentry.lifecycle import clock
from sentry_iac.components.joining import AnyProject
from sentry_iac.estate import LOADER, WARN_AT, FurtherKeySpec, KeySpec, key_name, resource_name
from sentry_rules.dsn_endpoints import through


class KeyRing(pulumi.ComponentResource):
    """The current client key of a project and, after a rotation, at most one previous key.

    The dependencies set the order of a rotation. Readers of `dsn` wait until the current key is made and proven. The
    previous key changes only after everything that `retire` gets.

    Attributes:
        key: the current key.
        previous: the key before it, once `retire` was called.
        dsn: the application's DSN; a secret.
    """

    def __init__(
        self,
        name: str,
        spec: KeySpec,
        project: AnyProject,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare the current key.

        Args:
            name: the application's name.
            spec: the key's settings, and how far its rotation is.
            project: its project.
            opts: Pulumi's resource options.
        """
        super().__init__("sentry-iac:components:KeyRing", name, {}, opts)
        self._name = name
        self._spec = spec
        self._project = project
        rotation = spec.rotation
        # The first key of all needs no proof: it replaces no other key.
        proof = (
            sentry.ProofArgs(pause=rotation.proof_pause, endpoint=spec.dsn_endpoint)
            if rotation.rotated_at
            else None
        )
        self.key = self._key(rotation.generation, proof=proof)
        self.previous: sentry.ProjectKey | None = None
        self.dsn = dsn_of(self.key, spec)
        if rotation.max_age is not None:
            pulumi.Output.all(self.key.date_created, self.key.status).apply(
                lambda made: self._check_age(str(made[0]), rotation.max_age)
            )
        self.register_outputs({})

    def retire(self, *, after: Sequence[pulumi.Resource]) -> None:
        """Declare the previous key, if there is one, at its present stage.

        Args:
            after: the resources that need the current DSN before the previous key is switched off.
        """
        rotation = self._spec.rotation
        if rotation.previous is None:
            return
        retirement = sentry.RetirementArgs(
            stage=rotation.stage(clock.now()),
            observe=_seconds(rotation.observe),
            unused_for=_seconds(rotation.unused_for),
            force=rotation.does_not_wait,
            leaked=True if rotation.leaked else None,
        )
        self.previous = self._key(rotation.previous, retirement=retirement, after=[self.key, *after])

    def summary(self) -> dict[str, Any]:
        """The stack's output about the keys: numbers, states and ids.

        The ids are secrets: a state of version 0.1.0 has the keys in them until a refresh.
        """
        generations = {self._spec.rotation.generation: self.key}
        if self.previous is not None and self._spec.rotation.previous is not None:
            generations[self._spec.rotation.previous] = self.previous
        return {
            str(generation): {
                "id": pulumi.Output.secret(key.id),
                "status": key.status,
                "current": key is self.key,
                "createdAt": key.date_created,
                "deactivatedAt": key.deactivated_at,
                "kept": key.kept,
            }
            for generation, key in generations.items()
        }

    def _key(
        self,
        generation: int,
        *,
        proof: sentry.ProofArgs | None = None,
        retirement: sentry.RetirementArgs | None = None,
        after: Sequence[pulumi.Resource] = (),
    ) -> sentry.ProjectKey:
        spec = self._spec
        rotated_at = spec.rotation.rotated_at
        return sentry.ProjectKey(
            resource_name(self._name, generation),
            sentry.ProjectKeyArgs(
                project=self._project.id,
                name=key_name(spec.name, generation),
                **key_settings(spec),
                proof=proof,
                retirement=retirement,
                # This tells the provider whether a program is older than the state.
                rotated_at=clock.write_instant(rotated_at) if rotated_at else None,
            ),
            pulumi.ResourceOptions(parent=self, depends_on=list(after)),
        )

    def _check_age(self, made_at: str, most: timedelta | None) -> None:
        if not made_at or most is None:
            return
        age = clock.now() - datetime.fromisoformat(made_at)
        said = f"the DSN of {self._name} is {age.days} days old, and maxAge is {_days(most)}"
        advice = f"run `sentry-iac rotate --stack {pulumi.get_stack()} --project {self._name}`"
        if age > most and pulumi.runtime.is_dry_run():
            raise pulumi.RunError(f"{said}; {advice}")
        if age > most * WARN_AT:
            pulumi.warn(f"{said}; {advice}", self.key)


def key_settings(spec: FurtherKeySpec) -> dict[str, Any]:
    """Return the provider's arguments of a client key, without its project, name and rotation."""
    parts = {part: getattr(spec.loader, part) for part in LOADER.values()}
    loader = sentry.LoaderOptionsArgs(**parts)
    limit = spec.rate_limit
    return {
        "is_active": spec.is_active,
        "rate_limit": sentry.RateLimitArgs(count=limit.count, window=limit.window) if limit else None,
        "browser_sdk_version": spec.browser_sdk_version,
        "dynamic_sdk_loader_options": loader if loader.declared() else None,
    }


def dsn_of(key: sentry.ProjectKey, spec: FurtherKeySpec) -> pulumi.Output[str]:
    """Return the DSN for applications: Sentry's, or the same with an address of their own."""
    endpoint = spec.dsn_endpoint
    return key.dsn if endpoint is None else key.dsn.apply(lambda dsn: through(endpoint, dsn))


def _seconds(duration: timedelta) -> int:
    return int(duration.total_seconds())


def _days(duration: timedelta) -> str:
    return f"{duration.total_seconds() / 86_400:g} days"
