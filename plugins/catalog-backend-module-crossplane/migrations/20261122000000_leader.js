// @ts-check

/**
 * One leader for all replicas, and the last good state of each cluster object by object: a change of one
 * XRD among thousands is one small row.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('crossplane_leases', table => {
    table.comment('Which replica reads the clusters of a provider');
    table.string('provider', 255).notNullable().primary();
    table
      .string('holder', 255)
      .comment('Replica that has, or last had, the lease');
    table
      .bigInteger('token')
      .notNullable()
      .defaultTo(0)
      .comment(
        'Grows with every takeover; a writer with an older one is refused',
      );
    table
      .bigInteger('acquired_at')
      .notNullable()
      .defaultTo(0)
      .comment('Milliseconds since 1970 by the clock of the database');
    table.bigInteger('expires_at').notNullable().defaultTo(0);
  });
  await knex.schema.createTable('crossplane_clusters', table => {
    table.comment('What followers and people may know of each cluster');
    table.string('provider', 255).notNullable();
    table.string('cluster', 255).notNullable();
    table
      .bigInteger('refreshes')
      .notNullable()
      .defaultTo(0)
      .comment('Grows with every request to list the cluster again');
    table.text('status').comment('JSON, written by the leader');
    table.primary(['provider', 'cluster']);
  });
  await knex.schema.createTable('crossplane_objects', table => {
    table.comment(
      'The last good objects, so that a restart does not start empty',
    );
    table.string('provider', 255).notNullable();
    table.string('cluster', 255).notNullable();
    table
      .string('part', 255)
      .notNullable()
      .comment(
        "'definitions', 'compositions', 'namespaces', or the name of the XRD whose resources it holds",
      );
    table.string('key', 320).notNullable().comment('<namespace>/<name>');
    table.string('hash', 64).notNullable();
    table.binary('data').notNullable().comment('JSON, compressed by deflate');
    table.primary(['provider', 'cluster', 'part', 'key']);
  });
  await knex.schema.dropTable('crossplane_snapshots');
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('crossplane_objects');
  await knex.schema.dropTable('crossplane_clusters');
  await knex.schema.dropTable('crossplane_leases');
  await knex.schema.createTable('crossplane_snapshots', table => {
    table.string('provider', 255).notNullable();
    table.string('cluster', 255).notNullable();
    table.string('part', 255).notNullable();
    table.text('objects').notNullable();
    table.string('listed_at', 40).notNullable();
    table.primary(['provider', 'cluster', 'part']);
  });
};
