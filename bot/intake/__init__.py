"""From a saved update to a handled one: inbox, update worker, chat events, images, speaker."""
