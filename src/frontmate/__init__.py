"""frontmate: the AI teammate for the Front helpdesk."""
