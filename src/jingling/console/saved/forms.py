"""The form that saves a table's filters."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from jingling.console.frame.language import spoken

PLACE = ("after", "export")
"""What of an address tells a place in a table, and no filter."""


class SaveForm(forms.Form):
    """A name for filters, with the page and the query that they are of."""

    name = forms.CharField(label=spoken("Name", "名称"), max_length=60)
    page = forms.CharField(max_length=60, widget=forms.HiddenInput)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)

    def clean_page(self) -> str:
        """Refuse what is no page, or a page about one object."""
        page = str(self.cleaned_data["page"])
        try:
            reverse(page)
        except NoReverseMatch as fault:
            raise ValidationError(spoken("There is no such table.", "没有该表格。")) from fault
        return page

    def clean_query(self) -> str:
        """Leave out the place in the table, and what is empty."""
        asked = QueryDict(self.cleaned_data["query"].encode())
        kept = QueryDict(mutable=True)
        for name, values in asked.lists():
            if name not in PLACE and any(values):
                kept.setlist(name, [value for value in values if value])
        return str(kept.urlencode())
