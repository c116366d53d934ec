"""Deadlines: reminders and calendars."""
