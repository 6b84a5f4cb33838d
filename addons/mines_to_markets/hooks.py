def pre_init_hook(env):
    """Names that are alike are found by trigrams; PostgreSQL lets the owner of a
    database create this extension."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
