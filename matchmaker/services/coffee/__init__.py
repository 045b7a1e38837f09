"""Coffee chats: forming the groups, telling them, and what they answer."""
