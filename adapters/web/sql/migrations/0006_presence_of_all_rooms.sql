-- All rooms of the other processes are read together.
DROP INDEX web_presence_room;
