"""An organization drawn at random: all kinds, all arguments, shared and odd names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from sentry_rules.condition_kinds import KINDS, WITHOUT_VALUE, Argument
from sentry_rules.conditions import comparison_of, complaints
from tests.contract.arguments import (
    CRON_MONITOR,
    INBOUND_FILTERS,
    METRIC_MONITOR,
    ORGANIZATION_SETTINGS,
    OWNERSHIP_RULES,
    PROJECT,
    PROJECT_KEY,
    UPTIME_MONITOR,
    Instead,
    Specimen,
)
from tests.sentry_api import SentryByHand
from tests.takeover.making import Maker

NAMES = (
    "latency", "5xx", "monitors", "Größe über 2 s", "a: b #c", "yes", "123", "1e3", "null", "- x", "'quoted'",
    "error rate > 1 %", "日本語", "x" * 120, "& <b>*bold*</b>", "{}", "@team", "none", "team", "[a]", "~", "0x1F",
)  # fmt: skip
SLUGS = ("web", "api", "shop", "shop-a", "a", "a-b", "on", "no", "x_y", "z9", "b", "default", "g2", "web-g2")


INTEGRATIONS = (("slack", "Acme"), ("slack", "Acme"), ("pagerduty", "Pager: on-call"), ("jira", "J"))


def prepare(hand: SentryByHand) -> list[tuple[str, str]]:
    """Make what nobody can declare: environments, integrations and what a plan has; return the integrations."""
    for name in ("production", "staging"):
        hand.admin("POST", "environments", {"project": "", "name": name})
    hand.admin("POST", "quirks", {"custom_dynamic_sampling": True})
    hand.admin("POST", "members", {"email": "owner@example.com", "two_factor": True})
    return [
        (kind, hand.admin("POST", "integrations", {"provider": kind, "name": name})["id"])
        for kind, name in INTEGRATIONS
    ]


class AnyOrganization:
    """Fills an empty organization.

    Args:
        hand: a person at that Sentry.
        maker: somebody who makes objects as the provider does.
        random: decides everything.
        size: about how many objects of a kind there are.
        alike: whether names and receivers may repeat, and whether there are people besides the owner.
        suffixes: how the slugs of teams and projects end that are for one application in several environments.
    """

    def __init__(
        self,
        hand: SentryByHand,
        maker: Maker,
        random: Random,
        size: int,
        *,
        alike: bool = True,
        suffixes: Sequence[str] = ("",),
    ) -> None:
        self._suffixes = suffixes
        self._alike = alike
        self._named = 0
        self._hand = hand
        self._maker = maker
        self._random = random
        self._size = size
        self._world: dict[str, Any] = {}

    async def fill(self) -> None:
        """Make everything."""
        hand, random = self._hand, self._random
        self._integrations = prepare(hand)
        slugs = random.sample(SLUGS, min(len(SLUGS), 2 + self._size // 4))
        self._teams: dict[str, str] = {}
        for slug in slugs:
            for suffix in self._twins():
                self._teams[f"{slug}{suffix}"] = await self._team(f"{slug}{suffix}")
        await self._people()
        await self._settings(ORGANIZATION_SETTINGS, {})
        self._monitors: list[str] = []
        for slug in random.sample(SLUGS, min(len(SLUGS), 1 + self._size // 3)):
            state, same = random.getstate(), random.random() < 0.7
            for suffix in self._twins():
                if same:
                    random.setstate(state)
                await self._project(f"{slug}{suffix}", suffix)
        for _ in range(self._size):
            await self._alert()

    def _twins(self) -> list[str]:
        """Return the suffixes that a name has: all of them, or some."""
        random, every = self._random, list(self._suffixes)
        if len(every) == 1 or random.random() < 0.5:
            return every
        return random.sample(every, random.randint(1, len(every)))

    async def _team(self, slug: str) -> str:
        named = {"name": self._name()[:64]} if self._random.random() < 0.5 else {}
        return await self._maker.make("Team", slug=f"t-{slug}"[:50] if slug == "on" else slug, **named)

    async def _people(self) -> None:
        random = self._random
        self._users: list[str] = []
        for number in range(self._size // 2 if self._alike else 0):
            email = f"Person.{number}+x@example.com"
            role = random.choice(["member", "member", "manager", "owner", "billing"])
            body = {"email": email, "accepted": random.random() < 0.6, "org_role": role}
            member = self._hand.admin("POST", "members", body)["id"]
            user = self._hand.get(f"organizations/{{org}}/members/{member}/")["user"]
            if user:
                self._users.append(str(user["id"]))
            for team in random.sample(list(self._teams.values()), random.randint(0, 2)):
                wanted = {"role": "admin"} if role == "member" and random.random() < 0.5 else {}
                await self._maker.make("TeamMembership", member=member, team=team, **wanted)

    async def _project(self, slug: str, suffix: str = "") -> None:
        random, make = self._random, self._maker.make
        team = random.choice(list(self._teams))
        # A project is often of the team of its own environment.
        shorts = [team.removesuffix(end) for end in self._suffixes if end and team.endswith(end)]
        team = next(
            (f"{short}{suffix}" for short in (*shorts, team) if f"{short}{suffix}" in self._teams), team
        )
        world = {"web": self._teams[team], "mobile": self._teams[team]}
        declared = {
            **self._changed(PROJECT, world),
            "slug": slug,
            "team": self._teams[team],
            "name": self._name(),
        }
        if random.random() < 0.2:
            del declared["platform"]
        project = await make("Project", **declared)
        self._world = {"project": project, "web": self._teams[team]}
        others = [other for other in self._teams.values() if other != self._teams[team]]
        for other in random.sample(others, random.randint(0, min(2, len(others)))):
            await make("ProjectTeam", project=project, team=other)
        if random.random() < 0.5:
            await self._settings(INBOUND_FILTERS, self._world)
        if random.random() < 0.5:
            rules = f"# all\npath:src/* #{self._hand.get(f'teams/{{org}}/{self._teams[team]}/')['slug']}"
            await make("OwnershipRules", **{**self._changed(OWNERSHIP_RULES, self._world), "rules": rules})
        if random.random() < 0.3:
            await make("SpikeProtection", project=project, enabled=False)
        for specimen, most in ((PROJECT_KEY, 3), (METRIC_MONITOR, 4), (UPTIME_MONITOR, 2), (CRON_MONITOR, 2)):
            for _ in range(random.randint(0, most)):
                name = self._name()[: 64 if specimen is PROJECT_KEY else 120]
                wanted = {**self._changed(specimen, self._world), "name": name}
                if specimen is CRON_MONITOR:
                    wanted["name"] = f"job {len(self._monitors)} {name}"[:100]
                id = await make(specimen.kind, **wanted)
                if specimen is not PROJECT_KEY:
                    self._monitors.append(id)
        for kind in ("issue_stream", "error"):
            self._monitors += [str(each["id"]) for each in self._hand.monitors(project, kind)]

    def _name(self) -> str:
        self._named += 1
        name = self._random.choice(NAMES)
        return name if self._alike else f"{self._named} {name}"

    def _changed(self, specimen: Specimen, world: Mapping[str, Any]) -> dict[str, Any]:
        declared = specimen.declared({**_NOBODY, **world})
        for argument, value in specimen.changes.items():
            if argument in {"name", "slug", "team"} or self._random.random() < 0.6:
                continue
            wanted = value({**_NOBODY, **world}) if callable(value) else value
            declared |= wanted if isinstance(wanted, Instead) else {argument: wanted}
        return {name: value for name, value in declared.items() if value is not None}

    async def _settings(self, specimen: Specimen, world: Mapping[str, Any]) -> None:
        declared = self._changed(specimen, {**world, "user": 1})
        await self._maker.make(specimen.kind, **declared)

    async def _alert(self) -> None:
        random = self._random
        heard = random.sample(self._monitors, min(len(self._monitors), random.choice([1, 1, 2, 5])))
        owner = random.choice([None, f"team:{random.choice(list(self._teams.values()))}"])
        await self._maker.make(
            "Alert",
            name=self._name(),
            monitors=heard,
            triggers=self._conditions([kind for kind in KINDS if KINDS[kind].is_trigger], 2),
            actionFilters=[self._filter() for _ in range(random.choice([1, 1, 1, 2]))],
            enabled=random.random() < 0.8,
            **({"frequency": random.choice([0, 5, 30, 1440])} if random.random() < 0.8 else {}),
            **({"environment": "production"} if random.random() < 0.3 else {}),
            **({"owner": owner} if owner else {}),
        )

    def _filter(self) -> dict[str, Any]:
        random = self._random
        actions = [self._action() for _ in range(random.choice([1, 1, 2]))]
        if not self._alike and actions[0] == actions[-1]:
            # A receiver that is told twice is written with its number, which is somebody else's number elsewhere.
            del actions[1:]
        return {
            "logicType": random.choice(["any", "any-short", "all", "none"]),
            "conditions": self._conditions([kind for kind in KINDS if KINDS[kind].is_filter], 3),
            "actions": actions,
        }

    def _conditions(self, kinds: Sequence[str], most: int) -> list[dict[str, Any]]:

        found = []
        for kind in self._random.sample(list(kinds), self._random.randint(0, most)):
            arguments = self._arguments(KINDS[kind].arguments)
            if kind == "assigned_to":
                ids = {"Team": next(iter(self._teams.values())), "Member": "1", "Unassigned": ""}
                arguments["targetIdentifier"] = ids[arguments["targetType"]]
            if list(complaints(kind, arguments)):
                continue
            inverted = KINDS[kind].is_filter and self._random.random() < 0.2
            found.append({"type": kind, "comparison": comparison_of(kind, arguments), "result": not inverted})
        return found

    def _arguments(self, known: Mapping[str, Argument]) -> dict[str, Any]:
        random, found = self._random, {}
        for name, argument in known.items():
            if not argument.required and random.random() < 0.5:
                continue
            found[name] = self._value(argument)
        if found.get("match") in WITHOUT_VALUE:
            found.pop("value", None)
        elif "match" in found:
            found["value"] = random.choice(["a", "true", "5", "x: y"])
        return found

    def _value(self, argument: Argument) -> Any:
        random, choices = self._random, list(argument.choices)
        match argument.shape:
            case "whole number" | "number":
                return random.choice([1, 10, 100])
            case "switch":
                return random.random() < 0.5
            case "list":
                return random.sample(choices, random.randint(1, len(choices)))
            case "event filters":
                return [{"key": "area", "match": "eq", "value": "pay"}]
        return random.choice(choices) if choices else random.choice(["value", "a b", "7"])

    def _action(self) -> dict[str, Any]:
        random = self._random
        kind, integration = random.choice(self._integrations)
        through: Mapping[str, dict[str, Any]] = {
            "slack": {"targetDisplay": "alerts", "data": {"tags": "a,b"}},
            "pagerduty": {"targetIdentifier": "77", "data": {"priority": "critical"}},
            "jira": {"data": {"additionalFields": {"project": "OPS", "issuetype": "10001"}}},
        }
        team = random.choice(list(self._teams.values()))
        return random.choice(
            [
                {"type": "email", "targetType": "team", "targetIdentifier": team, "data": {}},
                {"type": "email", "targetType": "issue_owners", "data": {"fallthroughType": "NoOne"}},
                {"type": "webhook", "targetIdentifier": "hooks", "data": {}},
                {"type": kind, "integrationId": integration, "targetType": "specific", **through[kind]},
                *(
                    {"type": "email", "targetType": "user", "targetIdentifier": user, "data": {}}
                    for user in self._users[:1]
                ),
            ]
        )


_NOBODY: Mapping[str, Any] = {"mobile": "", "member": "", "user": 0, "stream": "", "errors": ""}
