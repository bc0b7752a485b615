-- An album for printing (a PDF), beside its picture and its page; '' for one that was made before there were any.
ALTER TABLE session_sheet ADD COLUMN paper TEXT NOT NULL DEFAULT '';
