"""What PostgreSQL alone needs: `sessions` opens and keeps them, `calls` is the bell between
machines that one of them carries."""
