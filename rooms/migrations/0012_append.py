"""What most groups of writes are, plain messages, in one statement: lock, look, number and store (decision 0010).

A function keeps its plans for as long as its connection lives, and drops them when a table changes. So none may be
good only for the sizes that the tables had when it was made: the settings, `= ANY (ARRAY[…])`, `LIMIT 1` and ordering
by an index leave the planner nothing but to look each row up by its index (tests/rooms/test_appending_plans.py; a sort
would do for one member what another index gives, and stay when there are thousands).

It is never changed, since a web of the release before may call it: what takes its place has another number.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION rooms_append_1(given jsonb, at timestamptz)
RETURNS TABLE (
    place int, id bigint, room_id bigint, seq bigint, version bigint, created_at timestamptz,
    user_id bigint, username varchar, name varchar, is_staff boolean, is_bot boolean
)
LANGUAGE plpgsql
SET lock_timeout = '3s'  -- one whose client has gone is not stored much later
SET jit = off SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_sort = off SET enable_incremental_sort = off
AS $$
#variable_conflict use_column
DECLARE
    ids regclass := pg_get_serial_sequence('rooms_message', 'id');
    held bigint[];  -- the rooms that were locked
    raided bigint[];  -- rooms whose raid switch is on; 0 is the whole site
BEGIN
    -- A statement of its own: what follows it sees all that was committed before the locks were had, and perhaps a room
    -- that was made while this one waited and is not locked.
    held := ARRAY(
        SELECT room.id FROM rooms_room room
        WHERE room.slug = ANY (ARRAY(SELECT one.slug FROM jsonb_to_recordset(given) AS one(slug text)))
        ORDER BY room.id + 0 FOR UPDATE
    );
    raided := ARRAY(
        SELECT coalesce(raid.room_id, 0) FROM rooms_raid raid WHERE raid.ended_at IS NULL AND raid.ends_at > at
    );

    RETURN QUERY WITH asked AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(given) AS one(
            place int, number int, slug text, user_id bigint, client_id uuid, via text, body text, html text,
            reply_to bigint
        )
    ), judged AS MATERIALIZED (
        SELECT
            asked.*, room.id AS room_id, room.last_seq + asked.number AS seq, room.version + asked.number AS version,
            greatest(at, room.last_at) AS created_at,  -- a clock set back disturbs no order
            membership.id AS membership_id, person.username, person.name, person.is_staff, person.is_bot,
            coalesce(
                room.id = ANY (held)
                AND room.archived_at IS NULL AND NOT room.locked AND NOT room.has_rules AND room.outgoing = ''
                AND room.slow_mode = 0 AND (room.raid_until IS NULL OR room.raid_until <= at)
                AND NOT raided && ARRAY[0, room.id]
                AND membership.id IS NOT NULL
                AND (membership.muted_until IS NULL OR membership.muted_until <= at)
                AND person.is_active AND person.suspended_at IS NULL
                AND (
                    asked.reply_to IS NULL
                    OR asked.reply_to BETWEEN greatest(membership.from_seq, room.first_seq) AND room.last_seq
                )
                AND (
                    SELECT sent.id FROM rooms_message sent
                    WHERE sent.author_id = asked.user_id AND sent.client_id = asked.client_id
                ) IS NULL,
                false
            ) AS is_usual
        FROM asked
        CROSS JOIN LATERAL (SELECT * FROM rooms_room WHERE slug = asked.slug LIMIT 1) room
        LEFT JOIN LATERAL (
            SELECT * FROM rooms_membership WHERE (room_id, user_id) >= (room.id, asked.user_id)
            ORDER BY room_id, user_id LIMIT 1
        ) membership
            ON membership.room_id = room.id AND membership.user_id = asked.user_id AND membership.left_at IS NULL
        LEFT JOIN LATERAL (SELECT * FROM accounts_user WHERE id = membership.user_id LIMIT 1) person ON true
    ), numbered AS MATERIALIZED (
        -- A room with anything unusual is left to the rules as a whole: its messages keep their order.
        SELECT *, nextval(ids) AS id FROM judged
        WHERE NOT room_id = ANY (ARRAY(SELECT room_id FROM judged WHERE NOT is_usual))
    ), messages AS (
        INSERT INTO rooms_message (
            id, room_id, seq, version, born, author_id, client_id, kind, via, body, html, reply_to, reactions,
            created_at
        )
        SELECT id, room_id, seq, version, version, user_id, client_id, 'text', via, body, html, reply_to, '[]',
               created_at
        FROM numbered
    ), tallies AS (
        INSERT INTO rooms_tally AS tally (room_id, author_id, messages, last_at)
        SELECT room_id, user_id, count(*), at FROM numbered GROUP BY room_id, user_id
        ON CONFLICT (room_id, author_id) DO UPDATE
        SET messages = tally.messages + excluded.messages, last_at = excluded.last_at
    ), read_places AS (
        UPDATE rooms_membership membership SET last_read = own.seq
        FROM (SELECT membership_id, max(seq) AS seq FROM numbered GROUP BY membership_id) own
        WHERE membership.id = ANY (ARRAY[own.membership_id])
    ), heads AS (
        UPDATE rooms_room room SET last_seq = own.seq, version = own.version, last_at = own.created_at
        FROM (
            SELECT room_id, max(seq) AS seq, max(version) AS version, max(created_at) AS created_at
            FROM numbered GROUP BY room_id
        ) own
        WHERE room.id = ANY (ARRAY[own.room_id])
    )
    SELECT place, id, room_id, seq, version, created_at, user_id, username, name, is_staff, is_bot FROM numbered;
END $$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)


def forget(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION rooms_append_1")


class Migration(migrations.Migration):
    dependencies = [("rooms", "0011_beside_the_release_before")]
    operations = [migrations.RunPython(make, forget)]
