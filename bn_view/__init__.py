"""What a person sees: settings and their address, languages, controls, figures, the live chart."""
