"""What the engine found, as plain sentences for pages and mails. No query, no markup."""
