-- The rows of files that were sent, until nobody can go back to them.
create table import_rows (
    tenant_id integer not null references tenants (id),
    import_id blob not null,
    row_number integer not null, -- as the program that shows the file counts
    cells text not null, -- a JSON array of texts and nulls
    hash blob not null, -- the first bytes of the SHA-256 of what the row says
    state text not null, -- what becomes of it, or became
    detail text, -- a JSON object: what changes, what is wrong
    person_id blob, -- whom it is about
    is_chosen integer not null default 0, -- whether somebody said who that is, or that it is nobody
    primary key (tenant_id, import_id, row_number)
) without rowid;

create index import_rows_by_state on import_rows (tenant_id, import_id, state, row_number);

create index import_rows_by_hash on import_rows (tenant_id, hash) where state in ('created', 'updated', 'unchanged');

create index import_rows_of_person on import_rows (tenant_id, person_id) where person_id is not null;

-- The writes of an import, for undoing them.
create table import_writes (
    tenant_id integer not null references tenants (id),
    import_id blob not null,
    batch integer not null, -- the first revision of the write
    primary key (tenant_id, import_id, batch)
) without rowid;

-- What is under way.
create table import_jobs (
    tenant_id integer not null references tenants (id),
    import_id blob not null,
    kind text not null, -- preview, run or undo
    position integer not null, -- the last row that is done; of an undoing, the batch
    done integer not null, -- rows, or writes
    total integer not null,
    begun_at integer not null,
    user_id blob not null, -- on whose behalf
    api_key_id blob not null,
    is_admin integer not null,
    primary key (tenant_id, import_id)
) without rowid;

-- What undoing left as it is.
create table import_left_alone (
    tenant_id integer not null references tenants (id),
    import_id blob not null,
    item text not null,
    property text not null, -- empty for all of it
    primary key (tenant_id, import_id, item, property)
) without rowid;
