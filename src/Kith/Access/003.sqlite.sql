-- How people sign in. Cookies and links begin with the number of the tenant, so that nothing here is looked up without one.
create table passwords (
    tenant_id integer not null references tenants (id),
    user_id blob not null,
    hash text not null, -- says by itself how it was made
    changed_at integer not null,
    primary key (tenant_id, user_id)
) without rowid;

create table sessions (
    tenant_id integer not null references tenants (id),
    hash blob not null, -- SHA-256 of the token in the cookie
    id blob not null,
    user_id blob not null,
    created_at integer not null,
    seen_at integer not null, -- to within some minutes
    address text, -- where it was seen last
    user_agent text,
    primary key (tenant_id, hash)
) without rowid;

create unique index sessions_by_id on sessions (tenant_id, id);

create index sessions_of_user on sessions (tenant_id, user_id, seen_at);

create index sessions_by_age on sessions (tenant_id, seen_at);

create table one_time_links (
    tenant_id integer not null references tenants (id),
    hash blob not null, -- SHA-256 of the token in the link
    user_id blob not null,
    created_at integer not null,
    expires_at integer not null,
    primary key (tenant_id, hash)
) without rowid;

create index one_time_links_of_user on one_time_links (tenant_id, user_id);

-- How often a password was wrong, by what is counted.
create table failed_sign_ins (
    subject blob primary key, -- SHA-256 of an e-mail address, an address of the network, or both
    failures integer not null,
    at integer not null, -- of the last one
    paused_until integer not null
) without rowid;

create index failed_sign_ins_by_time on failed_sign_ins (at);
