"""Ottergrid: an invented software company, its customers and its tickets, to try Clew with."""
