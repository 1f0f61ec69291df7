"""What templates may say of entries."""

from jingling.console.lists.tables import entry_state, list_said

FILTERS = (entry_state, list_said)
