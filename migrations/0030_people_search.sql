-- People are found by the last digits of their number and by how they signed up.
-- Locks: each index holds writes to its table while it is built (about a second for half a million people).
create index phones_number_end on phones (reverse(msisdn) text_pattern_ops) where msisdn is not null;
create index subscribers_source on subscribers (source);
