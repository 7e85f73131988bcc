"""All the pictures there are. Called by: `__main__`, the docs' test."""

from scripts.pictures import calls, chats, children, diary, files, lessons, polls, programs, reach, school, talking
from scripts.pictures.studio import Shot

# In the order in which they are taken: what changes the scene goes after what shows it.
SHOTS: list[Shot] = [
    *diary.SHOTS,
    *lessons.SHOTS,
    *talking.SHOTS,
    *polls.SHOTS,
    *files.SHOTS,
    *chats.SHOTS,
    *children.SHOTS,
    *reach.SHOTS,
    *programs.SHOTS,
    *calls.SHOTS,
    *school.SHOTS,
]
