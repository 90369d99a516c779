"""Whether everything works: the doctor's report, and what is alive and arrives right now."""
