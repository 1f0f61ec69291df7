"""Campaigns: numbers that act together, and their identity from day to day."""
