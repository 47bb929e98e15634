package io.ecompulse.lake;

/** Which paths are inside a lake; one that leaves it is a fault of the program, or of a forged marker. */
final class LakePaths {
    private LakePaths() {}

    /** A file's path. */
    static String checked(String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty()
                    || part.equals(".")
                    || part.equals("..")
                    || part.indexOf('\\') >= 0
                    || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("Not a path inside the lake: " + path);
            }
        }
        return path;
    }

    /** A folder's path, which ends with a slash. */
    static String checkedFolder(String folder) {
        if (!folder.endsWith("/")) {
            throw new IllegalArgumentException("A folder of the lake ends with /, not as " + folder);
        }
        checked(folder.substring(0, folder.length() - 1));
        return folder;
    }
}
