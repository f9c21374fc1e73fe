"""Have PostgreSQL itself refuse to change the record of what was done."""

from django.db import migrations

REFUSE = """
create function refuse_change_of_record() returns trigger language plpgsql as $$
begin
    raise exception 'the record is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'restrict_violation';
end $$;
create trigger record_refuses_change
    before update or delete on plans_recordentry
    for each statement execute function refuse_change_of_record();
create trigger record_refuses_truncate
    before truncate on plans_recordentry
    for each statement execute function refuse_change_of_record();
"""
ALLOW = """
drop trigger record_refuses_truncate on plans_recordentry;
drop trigger record_refuses_change on plans_recordentry;
drop function refuse_change_of_record();
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_membership_and_record")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
