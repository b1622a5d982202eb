/**
 * SQL that puts the owner of a schema's tables under their policies too, where they have any: an app that is its tables'
 * owner would see past them. It takes a lock only on what is not so yet.
 */
export function forceRlsSql(schema: string): string {
  return `DO $do$ DECLARE name regclass; BEGIN
    FOR name IN SELECT oid FROM pg_class
      WHERE relnamespace = '"${schema}"'::regnamespace AND relkind IN ('r', 'p') AND relrowsecurity AND NOT relforcerowsecurity
    LOOP
      SET CONSTRAINTS ALL IMMEDIATE; -- what is deferred would not let a table be altered
      EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
    END LOOP;
  END $do$`
}
