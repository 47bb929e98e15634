package io.ecompulse.lake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Looks at every page and value of one column in one row group. */
final class ColumnLint {
    /** What both databases hold; times in other units than microseconds fall outside. */
    private static final long EARLIEST = micros("0001-01-01T00:00:00Z");

    private static final long LATEST = micros("9999-12-31T23:59:59Z") + 999_999;

    private final Column column;
    private final Consumer<String> findings;
    private boolean newPages;

    ColumnLint(Column column, Consumer<String> findings) {
        this.column = column;
        this.findings = findings;
    }

    private static long micros(String moment) {
        return Instant.parse(moment).getEpochSecond() * 1_000_000;
    }

    /** Tells each kind of finding once, with how many rows it concerns. */
    void check(PageReadStore pages, FileMetaData file) {
        ColumnDescriptor descriptor = file.getSchema().getColumnDescription(new String[] {column.name()});
        ColumnReader values = new ColumnReadStoreImpl(
                        new Watched(pages), new Unread(), file.getSchema(), file.getCreatedBy())
                .getColumnReader(descriptor);
        long tooLong = 0;
        long broken = 0;
        long outside = 0;
        for (long row = 0; row < pages.getRowCount(); row++) { // a flat schema: one value a row, null or not
            if (values.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel()) {
                if (column.type().isText()) {
                    ByteBuffer text = values.getBinary().toByteBuffer();
                    tooLong += text.remaining() > column.bytes() ? 1 : 0;
                    broken += isText(text) ? 0 : 1;
                } else if (column.type() == ColumnType.TIMESTAMP) {
                    long moment = values.getLong();
                    outside += moment < EARLIEST || moment > LATEST ? 1 : 0;
                } else {
                    values.getLong();
                }
            }
            values.consume();
        }
        tell(tooLong, "text over " + column.bytes() + " bytes");
        tell(broken, "text that is no UTF-8, or has a NUL");
        tell(outside, "a time outside the years 1 to 9999");
        if (newPages) {
            findings.accept("column " + column.name() + " has pages of version 2");
        }
    }

    private void tell(long rows, String what) {
        if (rows > 0) {
            findings.accept("column " + column.name() + " has " + what + " in " + rows + " rows");
        }
    }

    private static boolean isText(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.duplicate())
                    .chars()
                    .noneMatch(unit -> unit == 0);
        } catch (CharacterCodingException broken) {
            return false;
        }
    }

    /** Notes the version of every page that is read. */
    private final class Watched implements PageReadStore {
        private final PageReadStore pages;

        Watched(PageReadStore pages) {
            this.pages = pages;
        }

        @Override
        public PageReader getPageReader(ColumnDescriptor descriptor) {
            PageReader reader = pages.getPageReader(descriptor);
            return new PageReader() {
                @Override
                public DictionaryPage readDictionaryPage() {
                    return reader.readDictionaryPage();
                }

                @Override
                public long getTotalValueCount() {
                    return reader.getTotalValueCount();
                }

                @Override
                public DataPage readPage() {
                    DataPage page = reader.readPage();
                    newPages |= page instanceof DataPageV2;
                    return page;
                }
            };
        }

        @Override
        public long getRowCount() {
            return pages.getRowCount();
        }

        @Override
        public Optional<Long> getRowIndexOffset() {
            return pages.getRowIndexOffset();
        }
    }

    /** Values are looked at in the column; no record is put together. */
    static final class Unread extends GroupConverter {
        @Override
        public Converter getConverter(int field) {
            return new PrimitiveConverter() {};
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
