"""The index of `messenger.search`: a chat and the words of its messages together, so that others' chats cost nothing."""

from django.db import migrations

WORDS = """
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX message_words ON messenger_message
    USING gin (chat_id, to_tsvector('russian', replace(lower(text), 'ё', 'е'))) WHERE kind = 'text';
"""


class Migration(migrations.Migration):
    dependencies = [("messenger", "0004_files")]

    operations = [migrations.RunSQL(WORDS, "DROP INDEX message_words")]
