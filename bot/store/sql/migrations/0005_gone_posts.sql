-- Posts that were taken away say nothing any more; the sweeper finds them by this.
CREATE INDEX post_gone ON post (sent_at) WHERE step = 'closed' AND desired = 'gone';
