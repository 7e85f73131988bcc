"""What other systems take from us: OneRoster 1.2, as a service (REST) and as files (CSV)."""
