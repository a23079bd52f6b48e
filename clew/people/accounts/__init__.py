"""What the product's own words mean for an account: its plan, its money, its people with us."""
