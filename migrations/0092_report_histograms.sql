-- A run's times to the handset in one row a day and locality, not one a bucket: a year's report reads a thirtieth of the
-- rows. Locks the table while it is rewritten: some 80 000 rows a year in a city, within a second.
alter table report_latencies rename to report_buckets;
create table report_latencies (
  day date not null,
  run_id bigint not null,
  sym text not null,
  -- Numbers of buckets that are not empty, ascending, and the messages of each (src/domain/histogram.ts).
  buckets smallint[] not null,
  messages integer[] not null,
  primary key (day, run_id, sym),
  check (cardinality(buckets) = cardinality(messages))
);
insert into report_latencies (day, run_id, sym, buckets, messages)
select day, run_id, sym, array_agg(bucket order by bucket), array_agg(messages order by bucket)
from report_buckets
group by day, run_id, sym;
drop table report_buckets;
create index report_latencies_run on report_latencies (run_id);
