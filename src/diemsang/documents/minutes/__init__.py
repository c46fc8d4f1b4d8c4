"""Minutes: what each kind means to the apps above; how they become Word and PDF; how signed pages are known."""
