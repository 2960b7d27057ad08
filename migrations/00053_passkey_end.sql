-- A key is ended by a door: what the app could set it could take back, and a stolen key would sign again.

-- +goose Up
SET LOCAL search_path = fangpin;

REVOKE UPDATE (revoked_at, reason) ON passkey FROM fangpin_app;
GRANT UPDATE (revoked_at, reason) ON passkey TO fangpin_door;
