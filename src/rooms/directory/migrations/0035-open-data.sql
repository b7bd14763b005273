-- The service as open data: an HSDS object, made from what the source says when it is published, with every trace of
-- confidential places taken out as from all that is published.

alter table directory.published add column hsds jsonb;
comment on column directory.published.hsds is 'HSDS 3.x service with what hangs on it; null where an older release published it.';
