sed -i -e 's|^SMTP_HOST=.*|SMTP_HOST=127.0.0.1|' -e 's|^SMTP_PORT=.*|SMTP_PORT=2525|' \
    -e '$aSMTP_SECURITY=none' .env
