/**
 * SynaDB for LangChain4j: an embedding store and a chat memory store, in one file with whatever
 * else is in the database.
 */
@NullMarked
package ai.synadb.langchain4j;

import org.jspecify.annotations.NullMarked;
