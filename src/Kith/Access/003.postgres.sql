-- How people sign in. Cookies and links begin with the number of the tenant, so that nothing here is looked up without one.
create table passwords (
    tenant_id bigint not null references tenants (id),
    user_id uuid not null,
    hash text not null, -- says by itself how it was made
    changed_at bigint not null,
    primary key (tenant_id, user_id)
);

create table sessions (
    tenant_id bigint not null references tenants (id),
    hash bytea not null, -- SHA-256 of the token in the cookie
    id uuid not null,
    user_id uuid not null,
    created_at bigint not null,
    seen_at bigint not null, -- to within some minutes
    address text, -- where it was seen last
    user_agent text,
    primary key (tenant_id, hash)
);

create unique index sessions_by_id on sessions (tenant_id, id);

create index sessions_of_user on sessions (tenant_id, user_id, seen_at);

create index sessions_by_age on sessions (tenant_id, seen_at);

create table one_time_links (
    tenant_id bigint not null references tenants (id),
    hash bytea not null, -- SHA-256 of the token in the link
    user_id uuid not null,
    created_at bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, hash)
);

create index one_time_links_of_user on one_time_links (tenant_id, user_id);

-- How often a password was wrong, by what is counted. Lost in a crash of the database, which forgives everybody.
create unlogged table failed_sign_ins (
    subject bytea primary key, -- SHA-256 of an e-mail address, an address of the network, or both
    failures bigint not null,
    at bigint not null, -- of the last one
    paused_until bigint not null
);

create index failed_sign_ins_by_time on failed_sign_ins (at);
