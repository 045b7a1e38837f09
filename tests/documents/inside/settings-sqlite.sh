. /test/settings-postgresql.sh
sed -i -e '/^DATABASE_URL=/d' .env
