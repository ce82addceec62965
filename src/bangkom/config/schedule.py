"""What runs in the background, by name: slow work queued by services, and what recurs."""

# name -> function; `core.background.enqueue(name, ...)` runs it after commit, in the worker.
BANGKOM_TASKS = {
    "core.advance_job": "bangkom.core.tasks.advance_job",
    "core.resume_jobs": "bangkom.core.tasks.resume_jobs",
    "core.seal_events": "bangkom.core.tasks.seal_events",
    "core.check_audit": "bangkom.core.tasks.check_audit",
    "privacy.forget": "bangkom.privacy.tasks.forget",
    "core.forget": "bangkom.core.tasks.forget",
    "people.follow_postings": "bangkom.people.tasks.follow",
    "notices.deliver": "bangkom.notices.tasks.deliver",
    "notices.sweep": "bangkom.notices.tasks.sweep",
    "notices.tell": "bangkom.notices.tasks.tell",
    "cohorts.mail_call": "bangkom.cohorts.tasks.mail_call",
    "credentials.sweep": "bangkom.credentials.tasks.sweep",
    "credentials.build_archive": "bangkom.credentials.tasks.build_archive",
    "interop.send_webhooks": "bangkom.interop.tasks.send_webhooks",
    "interop.forget": "bangkom.interop.tasks.forget",
    "api.forget": "bangkom.api.tasks.forget",
}

# kind of bulk act -> handler (core.services.jobs.JobHandler)
BANGKOM_JOBS = {
    "people.import_employees": "bangkom.people.jobs.EmployeeImport",
    "cohorts.enrol_participants": "bangkom.cohorts.jobs.ParticipantImport",
    "outside.platform_list": "bangkom.outside.jobs.PlatformList",
    "credentials.issue_batch": "bangkom.credentials.jobs.IssueBatch",
}

# functions of an account that tell what waits for it, shown under "Perlu tindakan": (count, what, hint, path)
BANGKOM_WAITING = ("bangkom.privacy.queries.waiting_lines",)

# name of a task above -> every how many seconds the scheduler queues it
BANGKOM_SCHEDULE = {
    "core.resume_jobs": 60,
    "core.seal_events": 30,
    "notices.sweep": 120,
    "credentials.sweep": 120,
    "core.forget": 3600,
    "interop.send_webhooks": 30,
    "interop.forget": 86400,
    "api.forget": 86400,
    "people.follow_postings": 3600,
    "core.check_audit": 86400,
    "privacy.forget": 86400,
}
