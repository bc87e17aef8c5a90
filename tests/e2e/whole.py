"""A `sentry.yaml` that says everything about teams, people, projects, keys and `.env` files."""

from __future__ import annotations

from typing import Final

RELAY_KEY: Final = "SMSesqan65THCV6M4qs4kBzPai60LzuDn-xNsvYpuP8"

WHOLE: Final = """
x-nobody-reads: &limit { count: 300, window: 60s, x-note: }
teams:
  web: { displayName: Web people, people: { lead@example.com: { teamRole: admin } } }
  sre: { managed: false, slug: on-call, people: { lead@example.com: } }
people:
  money@example.com: { orgRole: billing, sendInvite: false, renewExpired: false, removeFromOrganization: true }
defaults: { builtIns: false }
organization:
  settings:
    name: Example
    dataScrubber: true
    dataScrubberDefaults: true
    scrubIPAddresses: true
    sensitiveFields: [depot]
    safeFields: [depot_kind]
    piiRules: [{ type: email, source: $message }]
    storeCrashReports: 1
    isEarlyAdopter: false
    hideAiFeatures: true
    openMembership: true
    allowJoinRequests: false
    allowSharedIssues: false
    allowMemberInvite: false
    allowMemberProjectCreation: false
    alertsMemberWrite: false
    eventsMemberAdmin: false
    require2FA: false
    scrapeJavaScript: false
    enhancedPrivacy: true
    attachmentsRole: admin
    debugFilesRole: admin
    defaultRole: member
    trustedRelays: [{ name: edge, publicKey: RELAY_KEY, description: in the cellar }]
    hasGranularReplayPermissions: true
    replayAccessMembers: [1]
    relayDsnEndpoint: https://relay.example.com
    targetSampleRate: 12.5%
    samplingMode: organization
projects:
  shop:
    platform: python-fastapi
    team: sre
    displayName: SIXTY
    sharedWith: [web]
    spikeProtection: true
    removeDefaultKey: false
    settings:
      subjectPrefix: "[shop]"
      subjectTemplate: $title
      resolveAge: 14d
      digestsMinDelay: 5m
      digestsMaxDelay: 30m
      defaultEnvironment: production
      highlightTags: [order]
      highlightContext: { browser: [name, version] }
      dataScrubber: true
      dataScrubberDefaults: true
      scrubIPAddresses: true
      sensitiveFields: [depot]
      safeFields: [depot_kind]
      piiRules:
        rules:
          accounts: { type: pattern, pattern: "acc-([0-9]+) ", replaceGroups: [1], method: replace, text: "[acc]" }
          secrets: { type: redact_pair, keyPattern: "(?i)secret", method: default }
          both: { type: multiple, rules: [accounts, "@ip:mask"], hideInner: true }
          same: { type: alias, rule: both }
        applications:
          $message: [same, "@email:hash"]
          extra.**: [secrets, same]
      storeCrashReports: 1
      debugFilesRole: admin
      scrapeJavaScript: false
      verifySSL: true
      securityTokenHeader: X-Sentry-Token
      allowedDomains: ["*"]
      fingerprintingRules: "error.type:DatabaseError -> database"
      groupingEnhancements: "path:**/vendor/** -app"
      enableAutoReleaseCreation: true
      options: { "sentry:replay_rage_click_issues": false }
    filters:
      browserExtensions: true
      localhost: true
      filteredTransaction: false
      webCrawlers: true
      legacyBrowsers: [ie, safari]
      reactHydrationErrors: true
      chunkLoadError: true
      ipAddresses: [10.0.0.0/8]
      releases: ["0.*"]
      errorMessages: ["*ResizeObserver*"]
      logMessages: ["*debug*"]
    ownership:
      rules: "path:src/* #sre #web"
      fallthrough: true
      autoAssignment: suspect-commits
      codeownersAutoSync: false
    key:
      name: Default
      rateLimit: *limit
      dsnEndpoint: https://errors.example.com
    keys:
      mobile:
        name: Mobile apps
        rateLimit: *limit
        browserSdkVersion: 10.x
        loader: { replay: true, performance: true, debug: false, feedback: false, logsAndMetrics: true }
      retired: { active: false }
    envFile:
      path: shop/.env
      keys: { dsn: [SENTRY_DSN, NEXT_PUBLIC_SENTRY_DSN], organization: true, project: SENTRY_SLUG, release: false }
    envFiles:
      mobile: { path: shop/.env, prefix: MOBILE_, key: mobile }
      worker: { path: worker/.env }
  till:
    platform: javascript-react
    team: web
    envFile: { path: shop/.env, prefix: TILL_ }
""".replace("RELAY_KEY", RELAY_KEY).replace("SIXTY", "S" * 60)
