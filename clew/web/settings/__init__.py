"""Settings pages that know more than one domain."""
