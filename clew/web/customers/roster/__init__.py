"""The list of customers: standard and saved lists, filters, columns, orders, files."""
