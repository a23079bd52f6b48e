"""What capture and the writer agree on in PostgreSQL."""

CAPTURED = "clew_capture"  # NOTIFY: there are batches to write
LOG_ORDER = 0x636C6577_01  # advisory lock: one commit to the log at a time
ONE_WRITER = 0x636C6577_02  # advisory lock: one writer in an installation
ONE_CHUNK = 0x636C6577_03  # advisory lock: one chunk at a time, should a writer's lease be lost
