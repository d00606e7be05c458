-- No INSTALL can reach a repository, no SQL can touch a file, nothing can be set again.
set global TimeZone = 'UTC';
set global custom_extension_repository = '/nowhere';
set global enable_external_access = false;
set global lock_configuration = true;
