-- Which database this one was copied from. Until that copy is finished, it is opened for nothing else.
create table copies (
    source text primary key, -- the id of the first entry in the journal of that database
    started_at bigint not null,
    finished_at bigint -- null while rows are missing, or not compared yet
);
