"""Alerts at Sentry: how one is checked, sent, recognised and compared."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from pulumi_sentry.alerts.alert import (
    DEFAULT_FREQUENCY,
    ActionFilterArgs,
    Alert,
    AlertActionArgs,
    AlertArgs,
    AlertConditionArgs,
)
from pulumi_sentry.alerts.kinds import CONDITIONS
from pulumi_sentry.api.errors import NotFound
from pulumi_sentry.api.http.answer import whole
from pulumi_sentry.declaration import (
    Problem,
    contains_unknown,
    known,
    plain,
)
from pulumi_sentry.lifecycle.conflicts import refuse_an_identical_one
from pulumi_sentry.lifecycle.creation import create_once
from pulumi_sentry.lifecycle.handler import Handler, PartialFailure, Record, half_made
from pulumi_sentry.lifecycle.look import Look, covers
from pulumi_sentry.lifecycle.owner import owner_of
from pulumi_sentry.lifecycle.references import ALERT, resolve_reference
from sentry_rules import actions


class AlertHandler(Handler[AlertArgs], serves=Alert):
    """Alerts at `POST /organizations/{org}/workflows/` and `GET, PUT, DELETE .../workflows/{id}/`."""

    def complete(self, args: AlertArgs) -> AlertArgs:
        """Fill in the kind of target where the action type leaves no choice."""
        if not isinstance(args.action_filters, list):
            return args
        return args.model_copy(update={"action_filters": [_complete_filter(f) for f in args.action_filters]})

    def check(self, args: AlertArgs) -> Iterable[Problem]:
        """What Sentry would answer 400 to, and what it would accept and never do."""
        if isinstance(args.monitors, list):
            for index, monitor in enumerate(args.monitors):
                if isinstance(monitor, str) and not (monitor.isascii() and monitor.isdecimal()):
                    yield Problem(
                        f"monitors[{index}]",
                        "must be the number of a monitor; one that Sentry makes with a project may lag behind it: "
                        "run `pulumi refresh`, then try again",
                    )
        for path, part in _parts(args):
            yield from (
                _check_action(path, part)
                if isinstance(part, AlertActionArgs)
                else _check_condition(path, part)
            )

    def warnings(self, args: AlertArgs) -> Iterable[str]:
        """Kinds that this version does not know, since Sentry's list grows, and those in the wrong place."""
        for path, part in _parts(args):
            if isinstance(part, AlertConditionArgs) and known(part.type):
                kind = CONDITIONS.get(part.type)
                if kind is None:
                    near = difflib.get_close_matches(part.type, CONDITIONS, n=1)
                    hint = f"; did you mean {near[0]}?" if near else ""
                    yield f"{path}.type: '{part.type}' is no condition that is known here{hint}"
                elif kind.is_trigger != path.startswith("triggers") and not kind.may_trigger:
                    place = "triggers" if kind.is_trigger else "actionFilters[].conditions"
                    yield f"{path}.type: {part.type} belongs into {place}, and may do nothing here"

    async def create(self, args: AlertArgs) -> Record:
        """Create it in one call; Sentry leaves nothing behind where a monitor is unknown."""
        body = _body(args, _said_or(args, DEFAULT_FREQUENCY))
        made = await create_once(
            self.session, self._look(args), lambda: self.client.alerts.create(body), adopt=args.adopt
        )
        if not made.found:
            return self._attached(made.object, args)
        record = self._record(made.object, args)
        with half_made(record):
            return await self._send(record.id, args, _said_or(args, _frequency(made.object)))

    async def foresee(self, args: AlertArgs) -> None:
        """One exactly as declared that somebody else has made; one list for all alerts that are to be made."""
        if not contains_unknown(args.declared()):
            await refuse_an_identical_one(self.session, self._look(args), adopt=args.adopt)

    def _look(self, args: AlertArgs) -> Look:
        monitors = args.declared()["monitors"]
        return Look(
            token=Alert.token,
            noun="alert",
            name=plain(args.name),
            args=args,
            fetch=self._fetch,
            all=self.client.alerts.list,
            same=lambda alert: _is_declared(alert, args),
            parent=" ".join(sorted(monitors)),
            # Its monitors may have gone since, all or some.
            was_in=lambda alert, parent: set(monitors_of(alert)) <= set(parent.split()),
            inside_new=any(self.session.adoption.is_new("monitor", one) for one in monitors),
        )

    async def _fetch(self, id: str) -> dict[str, Any] | None:
        try:
            return await self.client.alerts.get(id)
        except NotFound:
            return None

    async def read(self, id: str, declared: AlertArgs | None, outputs: Mapping[str, Any]) -> Record | None:
        """One GET, or a place in the list where many are read."""
        try:
            alert = await self.client.alerts.read(resolve_reference(id, ALERT, self.client.organization))
        except NotFound:
            return None
        return self._record(alert, declared)

    async def update(self, record: Record, old: AlertArgs, new: AlertArgs) -> Record:
        """Send the whole alert; conditions and actions get new ids at Sentry, which nothing keeps."""
        frequency = plain(new.frequency)
        if frequency is None:
            frequency = _frequency(await self.client.alerts.get(record.id))
        return await self._send(record.id, new, frequency)

    async def _send(self, id: str, args: AlertArgs, frequency: int) -> Record:
        return self._attached(await self.client.alerts.update(id, _body(args, frequency)), args)

    async def delete(self, record: Record, declared: AlertArgs | None) -> None:
        """Delete."""
        with suppress(NotFound):
            await self.client.alerts.delete(record.id)

    def _attached(self, alert: Mapping[str, Any], args: AlertArgs) -> Record:
        record = self._record(alert, args)
        if set(record.live["monitors"]) != set(args.declared()["monitors"]):
            reason = (
                "Sentry saved the alert but did not attach its monitors, so it would never fire; "
                "look whether the token has alerts:write, then run `pulumi up` again"
            )
            raise PartialFailure(record, RuntimeError(reason))
        return record

    def _record(self, alert: Mapping[str, Any], declared: AlertArgs | None) -> Record:
        live = _live(alert)
        if declared is not None:
            _forget_filled_in(live["action_filters"], declared.declared()["actionFilters"])
        return Record(
            id=str(alert["id"]),
            outputs={"url": self.session.page(f"monitors/alerts/{alert['id']}/")},
            live=live,
        )


def _parts(args: AlertArgs) -> Iterator[tuple[str, AlertConditionArgs | AlertActionArgs]]:
    """Every trigger, filter and action that is known, with its property path."""
    lists: list[tuple[str, Any]] = [("triggers", args.triggers)]
    if isinstance(args.action_filters, list):
        for index, action_filter in enumerate(args.action_filters):
            for name in ("conditions", "actions"):
                lists.append((f"actionFilters[{index}].{name}", getattr(action_filter, name, None)))
    for path, items in lists:
        for position, part in enumerate(items if isinstance(items, list) else []):
            if isinstance(part, AlertConditionArgs | AlertActionArgs):
                yield f"{path}[{position}]", part


def _check_condition(path: str, condition: AlertConditionArgs) -> Iterable[Problem]:
    kind = CONDITIONS.get(condition.type) if known(condition.type) else None
    if kind is not None and known(condition.comparison):
        for problem in kind.problems(condition.comparison):
            inner = f".{problem.path}" if problem.path and not problem.path.startswith("[") else problem.path
            yield Problem(f"{path}.comparison{inner}", problem.reason)


def _complete_filter(action_filter: Any) -> Any:
    if not isinstance(action_filter, ActionFilterArgs) or not isinstance(action_filter.actions, list):
        return action_filter
    return action_filter.model_copy(update={"actions": [_complete_action(a) for a in action_filter.actions]})


def _complete_action(action: Any) -> Any:
    if not isinstance(action, AlertActionArgs) or not known(action.type):
        return action
    changes: dict[str, Any] = {}
    if action.target_type is None:
        changes["target_type"] = (
            "specific"
            if action.type in actions.INTEGRATIONS
            else "sentry_app"
            if action.type == "sentry_app"
            else None
        )
    if isinstance(action.target_display, str):
        changes["target_display"] = action.target_display.removeprefix("#")
    if isinstance(action.data, dict):
        changes["data"] = _said(action.data)
    return action.model_copy(update=changes)


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    # Sentry answers null and "" alike for a setting that was left out.
    return {name: value for name, value in data.items() if value is not None and value != ""}


def _check_action(path: str, action: AlertActionArgs) -> Iterable[Problem]:
    if known(action.type):
        for name, wrong in actions.complaints(action.declared()):
            yield Problem(f"{path}.{name}", wrong)


def _said_or(args: AlertArgs, otherwise: int) -> int:
    """The declared frequency, or another one where none is declared."""
    frequency = plain(args.frequency)
    return otherwise if frequency is None else frequency


def _frequency(alert: Mapping[str, Any]) -> int:
    # Sentry leaves it out of an alert that it made of a metric alert, and then acts every time.
    return int((alert.get("config") or {}).get("frequency") or 0)


def _body(args: AlertArgs, frequency: int) -> dict[str, Any]:
    wire = args.declared()
    return {
        "name": wire["name"],
        "enabled": wire["enabled"],
        "environment": wire.get("environment"),
        "owner": wire.get("owner"),
        "config": {"frequency": frequency},
        "detectorIds": wire["monitors"],
        "triggers": {
            "logicType": "any-short",
            "conditions": [_condition(condition) for condition in wire["triggers"]],
            "actions": [],
        },
        "actionFilters": [
            {
                "logicType": action_filter["logicType"],
                "conditions": [_condition(condition) for condition in action_filter["conditions"]],
                "actions": [_action(action) for action in action_filter["actions"]],
            }
            for action_filter in wire["actionFilters"]
        ],
    }


def _condition(condition: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": condition["type"],
        "comparison": condition["comparison"],
        "conditionResult": condition["result"],
    }


def _action(action: Mapping[str, Any]) -> dict[str, Any]:
    integration = action.get("integrationId")
    return {
        "type": action["type"],
        "integrationId": int(integration) if integration is not None else None,
        "data": action["data"],
        "config": {
            "targetType": action.get("targetType"),
            "targetIdentifier": action.get("targetIdentifier"),
            "targetDisplay": action.get("targetDisplay"),
        },
        "status": "active",
    }


_BEHAVIOUR = ("triggers", "actionFilters")


def _is_declared(alert: Mapping[str, Any], args: AlertArgs) -> bool:
    """Whether an alert is what a creation with these arguments makes."""
    wire = args.declared()
    # The name first: what else is in the organization need not be of a shape that is known here.
    if alert["name"] != args.name or alert.get("environment") != wire.get("environment"):
        return False
    live = {AlertArgs.model_fields[name].alias: value for name, value in _live(alert).items()}
    behaves = live["frequency"] == _said_or(args, DEFAULT_FREQUENCY) and all(
        covers(live.get(name), wire[name]) for name in _BEHAVIOUR
    )
    return behaves and set(monitors_of(alert)) == set(wire["monitors"])


def monitors_of(alert: Mapping[str, Any]) -> list[str]:
    return [str(monitor) for monitor in alert.get("detectorIds") or []]


def _live(alert: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": alert["name"],
        "monitors": monitors_of(alert),
        "triggers": [_live_condition(c) for c in _by_id((alert.get("triggers") or {}).get("conditions"))],
        "action_filters": [
            {
                "logicType": action_filter["logicType"],
                "conditions": [_live_condition(c) for c in _by_id(action_filter["conditions"])],
                "actions": [_live_action(a) for a in _by_id(action_filter["actions"])],
            }
            for action_filter in _by_id(alert.get("actionFilters"))
        ],
        "frequency": _frequency(alert),
        "environment": alert.get("environment"),
        "owner": owner_of(alert.get("owner")),
        "enabled": alert["enabled"],
    }


def _by_id(items: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    # Sentry answers them in no fixed order.
    return sorted(items or [], key=lambda item: whole(item, "id"))


def _live_condition(condition: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": condition["type"],
        "comparison": condition["comparison"],
        "result": condition["conditionResult"],
    }


def _live_action(action: Mapping[str, Any]) -> dict[str, Any]:
    config = action.get("config") or {}
    display = config.get("targetDisplay")
    live = {
        "type": action["type"],
        "targetType": config.get("targetType"),
        # Sentry answers null and "" alike for "no target".
        "targetIdentifier": config.get("targetIdentifier") or None,
        # ... and Slack channels with the # that it is told without.
        "targetDisplay": display.removeprefix("#") if isinstance(display, str) and display else None,
        "integrationId": str(action["integrationId"]) if action.get("integrationId") else None,
        "data": _said(action.get("data") or {}),
    }
    return {name: value for name, value in live.items() if value is not None}


def _forget_filled_in(live: list[dict[str, Any]], declared: list[dict[str, Any]]) -> None:
    """Leave out of live actions what Sentry filled in: the id of a channel that was named, or its name."""
    for live_filter, declared_filter in zip(live, declared, strict=False):
        rest = list(declared_filter["actions"])
        for action in live_filter["actions"]:
            for written in rest:
                if all(action.get(name) == value for name, value in written.items()):
                    for name in ("targetIdentifier", "targetDisplay"):
                        if name not in written:
                            action.pop(name, None)
                    rest.remove(written)
                    break
