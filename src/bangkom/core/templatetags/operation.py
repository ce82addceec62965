from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bangkom.core.ids import new_id
from bangkom.core.operations import FIELD

register = template.Library()


@register.simple_tag
def operation() -> SafeString:
    """A fresh operation id: put it into every form that writes."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_id())
