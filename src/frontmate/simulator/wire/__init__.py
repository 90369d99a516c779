"""Front's Core API as the stand-in speaks it."""
