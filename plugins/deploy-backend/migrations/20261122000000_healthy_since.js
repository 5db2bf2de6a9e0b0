// @ts-check

/**
 * Since when a version has been healthy without a break, and until when: soak times count from there. Where both are
 * empty, nothing is known of breaks, and it counts from its first time, as it did before. A replica of the version
 * before leaves them as they are: what it sees ends no period.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('healthy_versions', table => {
    table.bigInteger('healthy_since').nullable();
    table.bigInteger('healthy_until').nullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('healthy_versions', table => {
    table.dropColumns('healthy_since', 'healthy_until');
  });
};
