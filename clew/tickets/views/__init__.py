"""The staff side of tickets: inbox, ticket page, and one small view for each verb."""
