"""Projects and DSNs: whether the `.env` file of an application leads to its project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pulumi_sentry.api import JsonObject, SentryError
from sentry_iac.audit.answers import readings
from sentry_iac.audit.answers.per_application import each_application
from sentry_iac.audit.answers.readings import masked
from sentry_iac.audit.application.env_files import Dsn, EnvFile, EnvFileMissing, parse_dsn, read_env_file
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, absent, failed, passed, unknown, warned
from sentry_iac.audit.subject import ApplicationSource, Subject
from sentry_iac.estate import ApplicationSpec, EnvFileSpec, FromProject, FurtherKeySpec
from sentry_rules.dsn_endpoints import through


@check(
    "projects.dsn",
    Section.PROJECTS,
    Phase.AFTER,
    weight=5,
    title="each `.env` file holds an active DSN of its application's project",
    fails="an `.env` file does not hold the current DSN of its application's project",
)
@each_application
async def env_dsn(subject: Subject, application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
    """With the DSN of another project an application's events end up there; with an old DSN they are lost.

    Reads each `.env` file that the stack writes, and looks its public key up in the organization's client keys: it has
    to be active, of the application's own project, and lead to the address that Sentry says. A key of the project that
    is not the stack's current one is a warning: the file is from before a rotation, or another stack's.
    """
    source, spec = _source(subject, application), application.key
    found = await readings.keys(subject.asked())
    findings = [_read_and_judged(subject, source, None, spec, project, found)]
    keys = {key.key: key for key in application.further_keys}
    for further in application.further_env_files:
        of_it = spec if further.key is None else keys[further.key]
        findings.append(_read_and_judged(subject, source, further, of_it, project, found))
    told = [finding for finding in findings if finding is not None]
    return told or [absent("the stack writes no DSN to a file of it", application.name)]


def _read_and_judged(  # noqa: PLR0917 - one argument a thing that is compared
    subject: Subject,
    source: ApplicationSource,
    further: EnvFileSpec | None,
    spec: FurtherKeySpec,
    project: JsonObject,
    found: Iterable[JsonObject],
) -> Finding | None:
    try:
        file = read_env_file(source, further)
    except EnvFileMissing as error:
        return failed(_shown(subject, error), source.spec.name, fix=_env(subject))
    if file is None or file.dsn_name is None:
        return None
    return _judged(subject, source.spec, spec, project, file, file.dsn_name, found)


def _judged(  # noqa: PLR0917 - one argument a thing that is compared
    subject: Subject,
    application: ApplicationSpec,
    spec: FurtherKeySpec,
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
    fault = _fault(dsn, key, project, spec.dsn_endpoint)
    if fault is not None:
        return failed(f"{shown}{fault}", application.name, fix=_env(subject))
    own = readings.own_key(spec, project, found)
    if key is not None and own is not None and own.get("public") != dsn.public:
        evidence = f"{shown} ({key.get('name')}), active, but the stack's own is {own.get('name')}"
        return warned(evidence, application.name, fix=_env(subject))
    return passed(f"{shown}, an active one of project {application.slug}", application.name)


def _no_dsn(text: str | None) -> str:
    return "is not there" if text is None else "is no DSN" if text else "is empty"


def _fault(dsn: Dsn, key: JsonObject | None, project: JsonObject, endpoint: str | None) -> str | None:
    """Return what is wrong with a DSN whose key Sentry has, or has not; None where nothing is.

    Args:
        dsn: the DSN.
        key: its client key at Sentry.
        project: the application's project.
        endpoint: the declared address of its own, if any.
    """
    if key is None:
        return ", which no project of the organization has"
    if {str(key.get("projectId")), dsn.project} != {str(project.get("id"))}:
        return f", which is not of project {project.get('slug')}"
    if not key.get("isActive"):
        return ", which is switched off"
    real = _dsn_of(key, endpoint)
    if real is None or real.host == dsn.host:
        return None
    who = "Sentry" if endpoint is None else "dsnEndpoint"
    return f" and sends to {dsn.host}, but {who} says {real.host}"


@check(
    "projects.environment",
    Section.PROJECTS,
    Phase.AFTER,
    weight=4,
    title="each `.env` file says the stack's environment, release and sample rates",
    fails="an `.env` file differs from the stack's environment, release or sample rates",
)
async def env_values(subject: Subject) -> Iterable[Finding]:
    """No monitor of the stack counts events of an environment with another name.

    Compares each `.env` file with the values that the stack writes to it, without the DSN. Another environment fails;
    another release or sample rate is a warning. Needs no Sentry.
    """
    return [
        _compared(subject, source, further)
        for source in subject.sources
        for further in (None, *source.spec.further_env_files)
    ]


def _compared(subject: Subject, source: ApplicationSource, further: EnvFileSpec | None) -> Finding:
    name = source.spec.name
    spec = further or source.spec.env_file
    try:
        file = read_env_file(source, further)
    except EnvFileMissing as error:
        return unknown(_shown(subject, error), name, fix=_env(subject))
    if file is None or spec is None:
        return absent("the stack writes no file for it", name)
    path = subject.shown(file.path)
    declared = {
        variable: str(value) for variable, value in spec.values.items() if not isinstance(value, FromProject)
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


@check(
    "projects.ingest",
    Section.PROJECTS,
    Phase.AFTER,
    weight=5,
    title="each DSN accepts events",
    fails="a DSN does not accept events",
)
async def accepts_events(subject: Subject) -> Iterable[Finding]:
    """Ingest may refuse an active key: it was deleted a moment ago, the host is wrong, or a proxy stands in between.

    Only with `--probe`. Sends an envelope that holds an empty client report to the DSN of each `.env` file, or to that
    of the stack's own key where there is no file. It leaves no event behind and counts against no quota. Nothing is
    sent to a DSN that Sentry does not know.
    """
    if not subject.probe:
        return [absent("not asked; add --probe", each.name) for each in subject.estate]
    return await _probed(subject)


@each_application
async def _probed(subject: Subject, application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
    view = subject.asked()
    dsn, where = _to_probe(subject, application, project, await readings.keys(view))
    if dsn is None:
        return [unknown(where, application.name)]
    try:
        await view.client.ingest.prove(dsn.text)
    except SentryError as error:
        return [failed(f"{where}: {error}", application.name, fix=_env(subject))]
    return [passed(f"{where}: ingest at {dsn.host} takes it", application.name)]


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
        endpoint = application.key.dsn_endpoint
        hosts = {real.host for key in found if (real := _dsn_of(key, endpoint)) is not None}
        if dsn.host in hosts:
            return dsn, where
        return None, f"{where} leads to no address of this Sentry, and was not asked"
    key = readings.own_key(application.key, project, found)
    own = None if key is None else _dsn_of(key, application.key.dsn_endpoint)
    if key is None or own is None:
        return None, "there is no DSN to ask: neither in a file nor of the stack's own key"
    return own, f"the DSN of key {key.get('name')} ({masked(own.public)})"


def _dsn_of(key: JsonObject, endpoint: str | None) -> Dsn | None:
    parts: Any = key.get("dsn")
    if not isinstance(parts, dict):
        return None
    said = str(parts.get("public"))
    return parse_dsn(said if endpoint is None else through(endpoint, said))


def _source(subject: Subject, application: ApplicationSpec) -> ApplicationSource:
    return next(each for each in subject.sources if each.spec.name == application.name)


def _shown(subject: Subject, error: EnvFileMissing) -> str:
    return str(error).replace(f"{subject.root}/", "")


def _env(subject: Subject) -> str:
    return f"sentry-iac env --stack {subject.stack}"


CHECKS: Final[tuple[Check, ...]] = (env_dsn, env_values, accepts_events)
