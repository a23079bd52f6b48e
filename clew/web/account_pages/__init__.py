"""An account's values edited in place, accounts merged, people assigned to them."""
