-- The revision of a tenant in a row of its own, which each of its writes locks: tenants are global, and seldom change.
create table revisions (
    tenant_id bigint primary key references tenants (id),
    revision bigint not null -- of the last journal entry
);

insert into revisions (tenant_id, revision) select id, revision from tenants;

alter table tenants drop column revision;

-- Which indexes are being made again from their documents, and how far that has come.
create table rebuilds (
    resource text primary key,
    tenant_id bigint not null, -- whose documents come next
    after text not null -- the id of the last document that is done; empty before the first
);

-- One row for each time that the tables were changed: a server that knows only of earlier ones has been overtaken.
create table generations (
    generation bigint primary key
);
