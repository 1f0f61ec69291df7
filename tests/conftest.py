"""What all tests share: no test judges speed, so hypothesis sets none of its examples a deadline."""

from hypothesis import settings

settings.register_profile("jingling", deadline=None)
settings.load_profile("jingling")
