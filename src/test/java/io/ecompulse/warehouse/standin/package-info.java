/**
 * A stand-in for a Redshift cluster: it speaks PostgreSQL's protocol to Amazon's own driver, executes the statements on DuckDB
 * and enforces what Redshift enforces and DuckDB does not. It refuses SQL that it does not know to be Redshift's.
 */
@NullMarked
package io.ecompulse.warehouse.standin;

import org.jspecify.annotations.NullMarked;
