from contextvars import ContextVar
from uuid import UUID

# The request (or task) on whose behalf acts are recorded and log lines are written; the middleware sets it.
current_request_id: ContextVar[UUID | None] = ContextVar("bangkom_request_id", default=None)
# How an act comes in (`Event.Way`): the middleware says page or api, a bulk act says import.
current_way: ContextVar[str] = ContextVar("bangkom_way", default="system")
