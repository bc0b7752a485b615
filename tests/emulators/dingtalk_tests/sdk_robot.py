"""A robot made of the unmodified dingtalk-stream SDK. Run as a separate process, with DINGTALK_OPENAPI_ENDPOINT set.

It answers `draw` through the sessionWebhook and `card` by a card that it updates; a pressed card is answered in its
ack; a picture is exchanged for its address. What it learnt is written to stdout, one JSON object a line.
"""

import asyncio
import json
import sys
from typing import Any

import dingtalk_stream as sdk
import websockets.exceptions  # the SDK needs it and forgets to import it

assert websockets.exceptions


def tell(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def on_message(bot: Any, callback: Any) -> tuple[int, str]:
    message = sdk.ChatbotMessage.from_dict(callback.data)
    if message.message_type == "picture":
        tell(url=bot.get_image_download_url(message.image_content.download_code))
    elif message.text.content.strip() == "card":
        card = bot.reply_markdown_button(message, "painting", [{"text": "again", "id": "again"}], title="card")
        by_key = {"updateCardDataByKey": True}
        card.put_card_data(card.card_instance_id, {"markdown": "done"}, cardUpdateOptions=by_key)
        tell(card=card.card_instance_id)
    else:
        tell(answer=bot.reply_text(f"heard: {message.text.content}", message))
    return 200, "OK"


async def on_press(_: Any, callback: Any) -> tuple[int, Any]:
    press = sdk.CardCallbackMessage.from_dict(callback.data)
    tell(pressed=press.content["cardPrivateData"]["actionIds"])
    options = {"updateCardDataByKey": True}
    return 200, {"cardUpdateOptions": options, "cardData": {"cardParamMap": {"markdown": "again!"}}}


# Made by `type`, as the SDK has no types and strict mypy allows no class statement over an untyped base.
Messages = type("Messages", (sdk.ChatbotHandler,), {"process": on_message})
Presses = type("Presses", (sdk.CallbackHandler,), {"process": on_press})


def main() -> None:
    # The SDK asks a socket pointed at a public DNS server for its own address. Nothing is sent, but nothing
    # outside loopback shall be named here either.
    sdk.DingTalkStreamClient.get_host_ip = lambda self: "127.0.0.1"
    client = sdk.DingTalkStreamClient(sdk.Credential("ding-app", "sec"))
    client.register_callback_handler(sdk.ChatbotMessage.TOPIC, Messages())
    client.register_callback_handler(sdk.CallbackHandler.TOPIC_CARD_CALLBACK, Presses())
    asyncio.run(client.start())


if __name__ == "__main__":
    main()
