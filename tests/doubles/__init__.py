"""Stand-ins for the world outside: who sends webhooks, who answers like Stripe, who audits."""
