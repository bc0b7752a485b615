"""The DingTalk adapter, against the emulator and on recorded payloads.

What an implementer must not get wrong there, and where it is held to it:

 1. acknowledge at once, work elsewhere      test_stream, benchmarks/dingtalk_ack
 2. save first, then acknowledge             test_stream, tests/crash/dingtalk
 3. parse tolerantly, acknowledge whatever   test_decode, test_stream
 4. groups: only with a mention              test_conversations, test_decode (the leading space)
 5. pictures by downloadCode, at once        test_decode, test_conversations (an expired code)
 6. the webhook: 90 minutes, errcode         test_posting
 7. HTTP 200 is not yet delivered            test_posting, test_cards
 8. no staff id: webhook only                test_posting, test_conversations
 9. the SDK's blocking, storms, 1 MiB        test_stream
10. a ticket is for one connection; leaving  test_stream
11. several connections share the messages   test_stream
12. small monthly quotas                     test_quota, test_first_picture (calls of a picture)
13. every host is a setting                  test_stream (nothing of the SDK calls out), all of them
14. nothing can be edited; recall for a day  test_posting, test_cards
"""
