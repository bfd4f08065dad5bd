-- What became part of another document: its id lives on.
create table moved (
    tenant_id bigint not null references tenants (id),
    resource text collate "C" not null,
    id uuid not null,
    target_id uuid not null, -- perhaps moved itself
    primary key (tenant_id, resource, id)
);

-- What was deleted and can come back.
create table trash (
    tenant_id bigint not null references tenants (id),
    resource text collate "C" not null,
    id uuid not null,
    at bigint not null, -- when it was deleted
    revision bigint not null, -- of its deletion
    primary key (tenant_id, resource, id)
);

create index trash_by_revision on trash (tenant_id, resource, revision);

insert into trash (tenant_id, resource, id, at, revision)
select j.tenant_id, 'people', j.id, j.at, j.revision from journal j
where j.type = 'Person' and j.after is null
    and not exists (select 1 from journal later where later.tenant_id = j.tenant_id and later.type = j.type and later.id = j.id and later.revision > j.revision);
