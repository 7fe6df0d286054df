"""The truth scoreboard: small independent questions of sense, asked of any generator's output.

Nothing here imports nonesuch's rules or validators; the questions are written anew on purpose.
"""
