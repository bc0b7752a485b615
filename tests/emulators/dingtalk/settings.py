"""Settings of the emulated service that a test may change."""

from dataclasses import dataclass


@dataclass(slots=True)
class Settings:
    """Switches of one emulated DingTalk; all may be changed while it runs.

    Documented values are the vendor's. Values marked (guess) are not published anywhere: nothing may depend on them.
    """

    ticket_life_s: float = 90.0
    token_life_s: float = 7200.0
    webhook_life_s: float = 5400.0
    download_code_life_s: float = 1800.0  # (guess)
    download_url_life_s: float = 600.0  # (guess)
    recall_life_s: float = 24 * 3600.0

    # A robot message without an ack is pushed again. None: never (the protocol text); 60 s: what logs show; 16 s: seen once.
    redeliver_after_s: float | None = 60.0
    redeliver_times: int = 1
    redeliver_with_same_message_id: bool = False

    ping_every_s: float | None = 30.0  # (guess) None: no SYSTEM ping
    close_after_disconnect_s: float = 10.0
    # How long a connection whose client died without a close frame may still be chosen for a push.
    notice_death_after_s: float = 0.0
    greet: bool = False  # send the undocumented SYSTEM frames CONNECTED and REGISTERED

    calls_per_second: int = 20  # per app and interface
    ip_calls: int = 10_000
    ip_window_s: float = 20.0
    ip_ban_s: float = 300.0
    api_calls_per_month: int = 5_000
    pushes_per_month: int = 3_000  # sessionWebhook posts and stream pushes together
    robot_sends_per_minute: int = 6_000

    card_answer_s: float = 2.0
    streaming_max_bytes: int = 65_536  # (guess)

    # It is not known whether pressing a dtmd:// button in a group adds the mention: tests try both.
    dtmd_adds_at: bool = True
