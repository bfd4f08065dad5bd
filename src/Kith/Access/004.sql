-- What a key is for, in the words of whoever made it, and when it was used last, to within some minutes.
alter table api_keys add column title text;

alter table api_keys add column last_used_at bigint;

-- What the pages call the tenant, and in which language they speak.
alter table tenants add column title text;

alter table tenants add column language text not null default 'en';
