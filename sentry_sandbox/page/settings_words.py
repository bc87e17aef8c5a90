"""What each setting of an organization means: a sentence for on and one for off, or one with its value."""

from __future__ import annotations

from typing import Final

SETTINGS: Final[dict[str, dict[str, str | tuple[str, str]]]] = {
    "Who gets in": {
        "require2FA": (
            "Everybody has to log in with a second factor.",
            "Nobody has to log in with a second factor.",
        ),
        "defaultRole": "Whoever joins gets the role {}.",
        "allowMemberInvite": ("Members may invite others.", "Only managers and owners may invite others."),
        "allowJoinRequests": ("Strangers may ask to be let in.", "Nobody can ask to be let in."),
        "openMembership": (
            "Everybody may join any team by themselves.",
            "People come into a team only when somebody lets them in.",
        ),
    },
    "What members may do": {
        "allowMemberProjectCreation": (
            "Members may make projects.",
            "Only managers and owners may make projects.",
        ),
        "alertsMemberWrite": (
            "Members may change monitors and alerts.",
            "Only admins and above may change monitors and alerts.",
        ),
        "eventsMemberAdmin": ("Members may delete issues.", "Only admins and above may delete issues."),
        "attachmentsRole": "Attachments of events may be downloaded with the role {} and above.",
        "debugFilesRole": "Debug files may be downloaded with the role {} and above.",
        "hasGranularReplayPermissions": (
            "Only the people who are named may watch replays.",
            "Everybody may watch replays.",
        ),
        "replayAccessMembers": "People who are named to watch replays: {}.",
    },
    "Privacy": {
        "allowSharedIssues": (
            "Anybody with a link can read an issue that somebody shared.",
            "Issues cannot be shared with the world.",
        ),
        "enhancedPrivacy": (
            "Mails and messages hold no details of an issue.",
            "Mails and messages hold details of an issue.",
        ),
        "dataScrubber": (
            "Secrets are scrubbed from the events of every project.",
            "Each project decides whether secrets are scrubbed.",
        ),
        "dataScrubberDefaults": (
            "Sentry's own list of sensitive names holds for every project.",
            "Each project decides whether Sentry's own list of sensitive names holds.",
        ),
        "scrubIPAddresses": (
            "No IP address is kept in any project.",
            "Each project decides whether IP addresses are kept.",
        ),
        "sensitiveFields": "Names that are scrubbed besides: {}.",
        "safeFields": "Names that are never scrubbed: {}.",
        "relayPiiConfig": (
            "There are advanced rules of scrubbing.",
            "There are no advanced rules of scrubbing.",
        ),
        "storeCrashReports": "Native crash reports that are kept for an issue: {}.",
        "scrapeJavaScript": (
            "Sentry may fetch source code and maps from the application's own site.",
            "Sentry fetches no source code or maps by itself.",
        ),
    },
    "Sampling and Relay": {
        "samplingMode": "Sampling is set for each {}.",
        "targetSampleRate": "Of all traces, {} are kept.",
        "trustedRelays": "Relays that are trusted: {}.",
        "relayDsnEndpoint": "DSNs lead through: {}.",
    },
    "Other": {
        "isEarlyAdopter": ("Features come early, as beta.", "Features come when they are finished."),
        "hideAiFeatures": ("Features with AI are hidden.", "Features with AI are shown."),
    },
}
"""Chapters of settings by their name in the API; `{}` stands for the value."""
