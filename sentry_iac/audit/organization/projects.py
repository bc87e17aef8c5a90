"""Projects and DSNs: what an application needs before its first event arrives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pulumi_sentry.api import JsonObject, SentryError
from sentry_iac.audit.answers import readings
from sentry_iac.audit.answers.readings import counted, masked
from sentry_iac.audit.check import (
    Check,
    Finding,
    Phase,
    Section,
    absent,
    check,
    failed,
    passed,
    unknown,
    warned,
)
from sentry_iac.audit.env_files import Dsn, EnvFile, EnvFileMissing, parse_dsn, read_env_file
from sentry_iac.audit.subject import Source, Subject
from sentry_iac.estate import ApplicationSpec, FromProject, key_name


@check(
    "projects.sentry", Section.PROJECTS, Phase.AFTER, weight=5, title="the stack's state is of this Sentry"
)
async def state_is_of_this_sentry(subject: Subject) -> Iterable[Finding]:
    """A stack belongs to one organization of one Sentry. An `up` that is pointed at another one stops.

    Looks into the stack's state, where one is in reach, for the site and the organization of its objects, and compares
    them with the Sentry that the audit asks.
    """
    asked = subject.asked()
    if subject.elsewhere:
        fix = (
            "set SENTRY_ORG, SENTRY_URL and SENTRY_AUTH_TOKEN back to those of the state, use a new stack, or "
            f"sentry-iac forget --stack {subject.stack}"
        )
        return [failed(subject.elsewhere, fix=fix)]
    await asked.client.connect()
    if not subject.held:
        return [absent("no state of the stack is in reach here, or it does not say where its objects are")]
    return [passed(f"the state's objects are in {subject.held}")]


@check("projects.exist", Section.PROJECTS, Phase.AFTER, weight=5, title="every declared project exists")
async def projects_exist(subject: Subject) -> Iterable[Finding]:
    """An event for a project that does not exist is refused. Looks at the organization's projects."""
    existing = await readings.projects(subject.asked())
    return [
        passed(f"organization's projects hold {each.slug}", each.name)
        if each.slug in existing
        else failed(f"no project {each.slug} in the organization", each.name, fix=subject.up)
        for each in subject.estate
    ]


@check("projects.keys", Section.PROJECTS, Phase.AFTER, weight=5, title="the stack's client keys are active")
async def keys_are_active(subject: Subject) -> Iterable[Finding]:
    """Events with a key that was switched off or deleted are refused, and nobody is told.

    Looks in the organization's client keys for the one that the stack makes in each project: by the name of the key,
    of the generation that the rotation stands at.
    """

    async def look(application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
        spec = application.key
        if not spec.is_active:
            return [absent("the key is declared inactive", application.name)]
        found = await readings.keys(subject.asked())
        name = key_name(spec.name, spec.rotation.generation)
        key = readings.own_key(spec, project, found)
        if key is None:
            others = counted(len(readings.keys_in(project, found)), "other key")
            evidence = f"project {application.slug} has {others}, and none is called {name}"
            return [failed(evidence, application.name, fix=subject.up)]
        shown = f"key {name} ({masked(key.get('public'))}) of project {application.slug}"
        if not key.get("isActive"):
            return [failed(f"{shown} is switched off", application.name, fix=subject.up)]
        return [passed(f"{shown} is active", application.name)]

    return await readings.each_application(subject, look)


@check(
    "projects.dsn",
    Section.PROJECTS,
    Phase.AFTER,
    weight=5,
    title="each `.env` file holds an active DSN of its application's project",
)
async def env_dsn(subject: Subject) -> Iterable[Finding]:
    """An application with the DSN of another project fills that one, and with an old one sends to nobody.

    Reads each `.env` file that the stack writes, and looks its public key up in the organization's client keys: it has
    to be active, of the application's own project, and lead to the address that Sentry says. A key of the project that
    is not the stack's current one is a warning: the file is from before a rotation, or another stack's.
    """

    async def look(application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
        try:
            file = read_env_file(_source(subject, application))
        except EnvFileMissing as error:
            return [failed(_shown(subject, error), application.name, fix=_env(subject))]
        if file is None or file.dsn_name is None:
            return [absent("the stack writes no DSN to a file of it", application.name)]
        found = await readings.keys(subject.asked())
        return [_judged(subject, application, project, file, file.dsn_name, found)]

    return await readings.each_application(subject, look)


def _judged(  # noqa: PLR0917 - one argument a thing that is compared
    subject: Subject,
    application: ApplicationSpec,
    project: JsonObject,
    file: EnvFile,
    name: str,
    found: Iterable[JsonObject],
) -> Finding:
    where = f"{name} in {subject.shown(file.path)}"
    dsn = parse_dsn(file.values.get(name, ""))
    if dsn is None:
        return failed(f"{where} {_no_dsn(file.values.get(name))}", application.name, fix=_env(subject))
    shown = f"{where} has key {masked(dsn.public)}"
    key = next((each for each in found if each.get("public") == dsn.public), None)
    fault = _fault(dsn, key, project)
    if fault is not None:
        return failed(f"{shown}{fault}", application.name, fix=_env(subject))
    own = readings.own_key(application.key, project, found)
    if key is not None and own is not None and own.get("public") != dsn.public:
        evidence = f"{shown} ({key.get('name')}), active, but the stack's own is {own.get('name')}"
        return warned(evidence, application.name, fix=_env(subject))
    return passed(f"{shown}, an active one of project {application.slug}", application.name)


def _no_dsn(text: str | None) -> str:
    return "is not there" if text is None else "is no DSN" if text else "is empty"


def _fault(dsn: Dsn, key: JsonObject | None, project: JsonObject) -> str | None:
    """Return what is wrong with a DSN whose key Sentry has, or has not; None where nothing is."""
    if key is None:
        return ", which no project of the organization has"
    if {str(key.get("projectId")), dsn.project} != {str(project.get("id"))}:
        return f", which is not of project {project.get('slug')}"
    if not key.get("isActive"):
        return ", which is switched off"
    real = _dsn_of(key)
    return (
        f" and sends to {dsn.host}, but Sentry says {real.host}" if real and real.host != dsn.host else None
    )


@check(
    "projects.environment",
    Section.PROJECTS,
    Phase.AFTER,
    weight=4,
    title="each `.env` file says the stack's environment, release and sample rates",
)
async def env_values(subject: Subject) -> Iterable[Finding]:
    """Events of an environment with another name are counted by no monitor of the stack.

    Compares each `.env` file with what the stack writes to it, but for the DSN. Another environment fails; another
    release or sample rate is a warning. Needs no Sentry.
    """
    return [_compared(subject, source) for source in subject.sources]


def _compared(subject: Subject, source: Source) -> Finding:
    name = source.spec.name
    try:
        file = read_env_file(source)
    except EnvFileMissing as error:
        return unknown(_shown(subject, error), name, fix=_env(subject))
    if file is None or source.spec.env_file is None:
        return absent("the stack writes no file for it", name)
    path = subject.shown(file.path)
    declared = {
        variable: str(value)
        for variable, value in source.spec.env_file.values.items()
        if value is not FromProject.DSN
    }
    different = [variable for variable, value in declared.items() if file.values.get(variable) != value]
    if not different:
        return passed(f"{path} says {', '.join(f'{key}={value}' for key, value in declared.items())}", name)
    told = "; ".join(
        _difference(variable, file.values.get(variable), declared[variable]) for variable in different
    )
    evidence = f"{path}: {told}"
    if any(declared[variable] == subject.estate.environment for variable in different):
        return failed(evidence, name, fix=_env(subject))
    return warned(evidence, name, fix=_env(subject))


def _difference(variable: str, found: str | None, declared: str) -> str:
    # What stands there may be anything, a secret too: it is compared, and not printed.
    return f"{variable} is {'missing' if found is None else 'something else'}, the stack says {declared}"


@check("projects.ingest", Section.PROJECTS, Phase.AFTER, weight=5, title="each DSN accepts events")
async def accepts_events(subject: Subject) -> Iterable[Finding]:
    """A key may be active and ingest still refuse it: deleted a moment ago, a wrong host, a proxy in between.

    Only with `--probe`: sends an envelope that holds an empty client report to the DSN of each `.env` file, or to that
    of the stack's own key where there is no file. It leaves no event behind and counts against no quota. A DSN that
    Sentry does not know is not sent to.
    """
    if not subject.probe:
        return [absent("not asked; add --probe", each.name) for each in subject.estate]
    view = subject.asked()

    async def look(application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
        found = await readings.keys(view)
        dsn, where = _to_probe(subject, application, project, found)
        if dsn is None:
            return [unknown(where, application.name)]
        try:
            await view.client.ingest.prove(dsn.text)
        except SentryError as error:
            return [failed(f"{where}: {error}", application.name, fix=_env(subject))]
        return [passed(f"{where}: ingest at {dsn.host} takes it", application.name)]

    return await readings.each_application(subject, look)


def _to_probe(
    subject: Subject, application: ApplicationSpec, project: JsonObject, found: Iterable[JsonObject]
) -> tuple[Dsn | None, str]:
    """Return the DSN to ask and where it is from; or None, and why."""
    try:
        file = read_env_file(_source(subject, application))
    except EnvFileMissing:
        file = None
    dsn = parse_dsn(file.values.get(file.dsn_name, "")) if file is not None and file.dsn_name else None
    if file is not None and dsn is not None:
        where = f"the DSN in {subject.shown(file.path)} (key {masked(dsn.public)})"
        hosts = {real.host for key in found if (real := _dsn_of(key)) is not None}
        if dsn.host in hosts:
            return dsn, where
        return None, f"{where} leads to no address of this Sentry, and was not asked"
    key = readings.own_key(application.key, project, found)
    own = None if key is None else _dsn_of(key)
    if key is None or own is None:
        return None, "there is no DSN to ask: neither in a file nor of the stack's own key"
    return own, f"the DSN of key {key.get('name')} ({masked(own.public)})"


def _dsn_of(key: JsonObject) -> Dsn | None:
    parts: Any = key.get("dsn")
    return parse_dsn(str(parts.get("public"))) if isinstance(parts, dict) else None


def _source(subject: Subject, application: ApplicationSpec) -> Source:
    return next(each for each in subject.sources if each.spec.name == application.name)


def _shown(subject: Subject, error: EnvFileMissing) -> str:
    return str(error).replace(f"{subject.root}/", "")


def _env(subject: Subject) -> str:
    return f"sentry-iac env --stack {subject.stack}"


CHECKS: Final[tuple[Check, ...]] = (
    state_is_of_this_sentry,
    projects_exist,
    keys_are_active,
    env_dsn,
    env_values,
    accepts_events,
)
