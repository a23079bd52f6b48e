"""Addresses of single messages, their drafts and what is kept beside them."""

from django.urls import path

from clew.tickets.views import drafts, mentioning, notes, originals

MESSAGE = "tickets/<int:number>/messages/<int:message_id>"

urlpatterns = [
    path("drafts", drafts.my_drafts, name="my-drafts"),
    path("mentionable", mentioning.mentionable, name="mentionable"),
    path("tickets/<int:number>/drafts", drafts.drafts, name="drafts"),
    path(f"{MESSAGE}/menu", notes.message_menu, name="message-menu"),
    path(f"{MESSAGE}/return", notes.message_return, name="message-return"),
    path(f"{MESSAGE}/note", notes.note, name="note"),
    path(f"{MESSAGE}/deletion", notes.note_deletion, name="note-deletion"),
    path(f"{MESSAGE}/restoration", notes.note_restoration, name="note-restoration"),
    path(f"{MESSAGE}/history", notes.note_history, name="note-history"),
    path(f"{MESSAGE}/original", originals.original, name="message-original"),
]
