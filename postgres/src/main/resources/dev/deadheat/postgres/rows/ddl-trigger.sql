DROP EVENT TRIGGER IF EXISTS deadheat_ddl;
CREATE EVENT TRIGGER deadheat_ddl ON ddl_command_end EXECUTE FUNCTION deadheat.note_ddl();
ALTER EVENT TRIGGER deadheat_ddl ENABLE ALWAYS;
