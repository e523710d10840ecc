"""Addresses through which programs write in a room, and addresses that are told what happens in it."""
