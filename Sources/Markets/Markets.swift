// Markets: see CONTRIBUTING.md for what belongs here.
