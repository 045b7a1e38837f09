"""Who somebody is: whose an address is or was, who shares a mailbox, who reports to whom."""
