// @ts-check

/**
 * The last good state of each cluster, so that a restart does not start empty.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('crossplane_snapshots', table => {
    table.string('provider', 255).notNullable();
    table.string('cluster', 255).notNullable();
    table
      .string('part', 255)
      .notNullable()
      .comment(
        "'definitions', or the name of the XRD whose resources it holds",
      );
    table.text('objects').notNullable().comment('JSON array');
    table.string('listed_at', 40).notNullable();
    table.primary(['provider', 'cluster', 'part']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('crossplane_snapshots');
};
