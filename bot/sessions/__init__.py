"""Creative sessions: a group makes pictures together. Theme, ideas, painting, votes; the winner leads the next round.

phases, events, effects, model   the vocabulary: phases, what may happen, what that causes, what a session consists of
machine                          the pure state machine: (session, event, now) -> session and effects
rounds, candidates, ...          its parts, pure as well; also participation, contributions, job_results, timing, shares
service                          applies an event in one transaction: lock, step, run the effects, save
changes                          rounds that change the winner by words, or blend several; pure
candidate_jobs, prompts          candidates as jobs in the queue; also change_requests
posts                            desired posts in the conversation
rendering, card, buttons         how these posts are rendered; also card_lines, card_times, idea_texts, offers
albums, album/                   requests for albums, their content, and how they are drawn
loops                            timers, events of jobs, the making of contact sheets and albums
rule_options, private_ideas      what the commands need in addition
picture_deletion, erasure        taking deleted pictures and erased people out
"""
