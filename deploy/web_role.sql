-- Rights of the role that runs web, worker and beat; the role that owns the tables runs migrations.
-- As the owner of the tables, once the role shaoxing_plan_web exists:
--     psql -v ON_ERROR_STOP=1 -f deploy/web_role.sql
grant usage on schema public to shaoxing_plan_web;
grant select, insert, update, delete on all tables in schema public to shaoxing_plan_web;
grant usage, select, update on all sequences in schema public to shaoxing_plan_web;
-- The record is read and added to, nothing else.
revoke update, delete, truncate on plans_recordentry from shaoxing_plan_web;
-- Tables of later migrations.
alter default privileges in schema public
    grant select, insert, update, delete on tables to shaoxing_plan_web;
alter default privileges in schema public
    grant usage, select, update on sequences to shaoxing_plan_web;
