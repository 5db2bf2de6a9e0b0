// @ts-check

/**
 * Since when a version has been healthy without a break, and when another one replaced it: soak times count from there.
 * A replica of the version before leaves both empty, which lets nothing pass that has not soaked.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('healthy_versions', table => {
    table.bigInteger('healthy_since').nullable();
    table.bigInteger('healthy_until').nullable();
  });
  // Nothing is known of breaks before: what was healthy last counts from its first time, as it did until now.
  await knex('healthy_versions as version')
    .whereNotExists(
      knex('healthy_versions as later')
        .whereRaw('later.entity_ref = version.entity_ref')
        .whereRaw('later.environment = version.environment')
        .whereRaw('later.last_healthy_at > version.last_healthy_at')
        .select(knex.raw('1')),
    )
    .update({ healthy_since: knex.ref('first_healthy_at') });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('healthy_versions', table => {
    table.dropColumns('healthy_since', 'healthy_until');
  });
};
