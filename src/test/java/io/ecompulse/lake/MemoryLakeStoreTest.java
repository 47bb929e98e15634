package io.ecompulse.lake;

import java.nio.file.Path;

final class MemoryLakeStoreTest extends LakeStoreContract {
    @Override
    LakeStore open(Path folder) {
        return new MemoryLakeStore();
    }
}
