def pre_init_hook(env):
    """The database itself refuses overlapping periods; equality in a GiST index
    takes this extension, which PostgreSQL lets the owner of a database create."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
