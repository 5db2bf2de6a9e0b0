// @ts-check

/**
 * What the actions on orders were asked for and decided, kept from before the first write until the order is
 * settled: whoever goes on after a crash writes what was decided, not what would be decided today.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('openportal_order_intents', table => {
    table.string('id', 64).notNullable().primary();
    table.string('task_id', 255).notNullable();
    table.string('step_id', 255).notNullable();
    table.text('order_ref').notNullable();
    table.string('operation', 32).notNullable();
    table
      .string('repository', 255)
      .notNullable()
      .comment('<owner>/<name> of the repository that has the order');
    table
      .string('state', 16)
      .notNullable()
      .comment("'running', 'waiting' for people, 'done' or 'failed'");
    table
      .bigInteger('token')
      .notNullable()
      .comment('Grows with every takeover; who has an older one is refused');
    table
      .bigInteger('due_at')
      .notNullable()
      .comment(
        'Milliseconds since 1970 by the clock of the database: when the lease of a run ends, when a waiting order is looked at, when a settled one is forgotten',
      );
    table.bigInteger('created_at').notNullable();
    table.integer('tries').notNullable().defaultTo(0);
    table.text('problem').comment('Why it failed or waits, for people');
    table.text('plan').notNullable().comment('JSON');
    table.index(['task_id', 'step_id']);
    table.index(['state', 'due_at']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('openportal_order_intents');
};
