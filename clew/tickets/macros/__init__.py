"""What a macro's words mean: variables, their values on a ticket, and the text they make."""
