"""Documents: tables now, letters later."""
