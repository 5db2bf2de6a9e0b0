// @ts-check

/**
 * Indexes for what people look for in the list of all applications: those of their teams, what is not well and what
 * drifted. Only indexes: a replica of the version before runs on with them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  if (knex.client.config.client === 'pg') {
    // A row has several owners in one text; other databases search through all of them.
    await knex.raw(
      "CREATE INDEX deploy_entities_owners ON deploy_entities USING gin (string_to_array(owners, '|'))",
    );
  }
  await knex.schema.alterTable('deploy_cells', table => {
    table.index(['health', 'entity_ref']);
  });
  // Partial: most cells have not drifted, and no change waits for them.
  await knex.raw(
    'CREATE INDEX deploy_cells_drift ON deploy_cells (entity_ref) WHERE drift',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX deploy_cells_drift');
  await knex.schema.alterTable('deploy_cells', table => {
    table.dropIndex(['health', 'entity_ref']);
  });
  await knex.raw('DROP INDEX IF EXISTS deploy_entities_owners');
};
