"""Tools for those who work on nonesuch: the pages of the documentation are executed and renewed here."""
