from contextvars import ContextVar
from uuid import UUID

# The request (or task) on whose behalf acts are recorded and log lines are written; the middleware sets it.
current_request_id: ContextVar[UUID | None] = ContextVar("bangkom_request_id", default=None)
