"""What senders made for Slack's incoming webhooks say, as messages of ours.

After https://api.slack.com/messaging/webhooks, /reference/surfaces/formatting and /reference/block-kit.
"""
