export const organisationKeyUsage = `npm run organisation-key -- <what>

On a machine without a network, from a checkout of this repository:
  make     --organisation "Lakeside Line" --kind hotline --key FILE [--plain]
  fingerprint FILE
  sign     --key FILE --requests FILE --out FILE [--days 365] [--yes]
  renew    --key FILE --requests FILE --out FILE [--days 365] [--within 60] [--yes]
  vouch    --key FILE --for PUBLIC-FILE --requests FILE --out FILE [--days 365] [--yes]
  revoke   --key FILE --requests FILE --out FILE [--certificates ID,ID] [--yes]

On the server, with its settings (with the embedded database, stop it first):
  requests --out FILE
  import   FILE [--keys PIN-FILE]
  pin      PUBLIC-FILE … --out FILE [--revocations NUMBER]

make writes FILE (mode 0600, under a passphrase that it shows once) and FILE.public.json, which is for
everybody. revoke without --certificates takes back what the requests call over: of members who left a
team or have other keys. The passphrase is asked for, or read from ORGANISATION_KEY_PASSPHRASE.`
