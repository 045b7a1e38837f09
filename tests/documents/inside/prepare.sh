# What stands around an installation: names, a certificate, and a mail server that keeps what it gets.
echo "127.0.0.1 mentoring.example.org" >> /etc/hosts
live=/etc/letsencrypt/live/mentoring.example.org
mkdir -p $live
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mentoring.example.org \
    -addext subjectAltName=DNS:mentoring.example.org \
    -keyout $live/privkey.pem -out $live/fullchain.pem 2>/dev/null
cp $live/fullchain.pem /usr/local/share/ca-certificates/test.crt
update-ca-certificates >/dev/null 2>&1
cat > /etc/systemd/system/sink.service <<'UNIT'
[Service]
ExecStart=/usr/bin/python3 -m aiosmtpd --nosetuid --listen 127.0.0.1:2525 \
    --class aiosmtpd.handlers.Mailbox /test/mails

[Install]
WantedBy=multi-user.target
UNIT
systemctl enable --quiet --now sink
# Another program of Debian's took its port while it was installed beside ours.
if [ -d /etc/postgresql ]; then
    sed -i 's/^port = .*/port = 5432/' /etc/postgresql/*/main/postgresql.conf
    systemctl restart postgresql
fi
