"""Files that authors attach to lessons: what may come, how heavy, and how it is told by its bytes.

Pure: no Django, no database. Strangers' bytes are looked at in a limited process (`child`).
"""

from .verdict import LIMITS, NotTaken, Verdict

__all__ = ["LIMITS", "NotTaken", "Verdict"]
