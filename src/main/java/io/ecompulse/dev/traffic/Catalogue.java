package io.ecompulse.dev.traffic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** What the shop sells. The front of the list sells best, as in every shop. */
final class Catalogue {
    private static final String ARTICLES = """
            PO-1001|Stormline Rain Jacket|Fjordwind|Jackets|Navy|18995
            PO-1002|Ridge Down Jacket|Fjordwind|Jackets|Rust|27900
            PO-1003|Drizzle Packable Jacket|Nordlys|Jackets|Lime|8990
            PO-1004|Glacier Hardshell|Altavia|Jackets|Black|39900
            PO-1005|Meadow Softshell|Altavia|Jackets|Olive|13950
            PO-1006|Harbour Wind Jacket|Nordlys|Jackets|Sand|9900
            PO-1007|Trailhead Hiking Trousers|Altavia|Trousers|Grey|11900
            PO-1008|Zip-off Trek Trousers|Nordlys|Trousers|Khaki|8900
            PO-1009|Cloudburst Overtrousers|Fjordwind|Trousers|Black|7950
            PO-1010|Boulder Climbing Pants|Kletterfix|Trousers|Teal|9500
            PO-1011|Winter Touring Pants|Altavia|Trousers|Blue|21900
            PO-1012|Merino Crew 200|Wollkind|Base Layers|Charcoal|7495
            PO-1013|Merino Leggings 200|Wollkind|Base Layers|Charcoal|6995
            PO-1014|Merino Zip Neck|Wollkind|Base Layers|Berry|8495
            PO-1015|Quickdry T-Shirt|Nordlys|Base Layers|White|2990
            PO-1016|Sun Hoodie|Nordlys|Base Layers|Sky|5990
            PO-1017|Summit GTX Boot|Pasohalt|Boots|42|24900
            PO-1018|Forest Mid Boot|Pasohalt|Boots|39|15900
            PO-1019|Approach Shoe|Kletterfix|Boots|43|13900
            PO-1020|Trail Runner Feather|Pasohalt|Boots|41|12900
            PO-1021|Camp Slipper|Wollkind|Boots|40|4490
            PO-1022|Snow Boot Husky|Pasohalt|Boots|44|17900
            PO-1023|Solo Ultralight Tent|Zeltwerk|Tents|Green|32900
            PO-1024|Duo Trekking Tent|Zeltwerk|Tents|Green|42900
            PO-1025|Family Dome 4|Zeltwerk|Tents|Orange|58900
            PO-1026|Tarp 3x3|Zeltwerk|Tents|Olive|8950
            PO-1027|Tent Footprint Duo|Zeltwerk|Tents|Grey|4950
            PO-1028|Titanium Tent Pegs, 6 pieces|Zeltwerk|Tents|Silver|2450
            PO-1029|Down Sleeping Bag -5|Ruheplatz|Sleeping|Blue|34900
            PO-1030|Summer Sleeping Bag|Ruheplatz|Sleeping|Red|8990
            PO-1031|Insulated Air Mat|Ruheplatz|Sleeping|Yellow|15990
            PO-1032|Foam Mat Classic|Ruheplatz|Sleeping|Grey|3990
            PO-1033|Inflatable Pillow|Ruheplatz|Sleeping|Grey|2490
            PO-1034|Silk Liner|Wollkind|Sleeping|Natural|5990
            PO-1035|Daypack 22|Tragwohl|Backpacks|Petrol|8990
            PO-1036|Trekking Pack 55+10|Tragwohl|Backpacks|Black|23990
            PO-1037|Bikepacking Saddle Bag|Tragwohl|Backpacks|Black|11990
            PO-1038|Kids Pack 12|Tragwohl|Backpacks|Coral|4490
            PO-1039|Waterproof Roll Duffel 60|Tragwohl|Backpacks|Orange|9990
            PO-1040|Rain Cover M|Tragwohl|Backpacks|Yellow|1990
            PO-1041|Gas Stove Spark|Feuerstell|Cooking|Steel|4990
            PO-1042|Pot Set Duo|Feuerstell|Cooking|Aluminium|6490
            PO-1043|Titanium Spork|Feuerstell|Cooking|Silver|1290
            PO-1044|Insulated Bottle 0.75|Feuerstell|Cooking|Mint|3290
            PO-1045|Water Filter Squeeze|Quellklar|Cooking|Blue|4490
            PO-1046|Enamel Mug "Hütte"|Feuerstell|Cooking|Cream|1490
            PO-1047|Coffee Press Travel|Feuerstell|Cooking|Black|3490
            PO-1048|Harness Comfort|Kletterfix|Climbing|M|7990
            PO-1049|Single Rope 9.8 / 60 m|Kletterfix|Climbing|Violet|18990
            PO-1050|Quickdraw Set of 6|Kletterfix|Climbing|Red|9990
            PO-1051|Helmet Light|Kletterfix|Climbing|White|6990
            PO-1052|Chalk Bag|Kletterfix|Climbing|Patchwork|1990
            PO-1053|Headlamp 450|Nachtweg|Accessories|Black|6490
            PO-1054|Trekking Poles Carbon|Altavia|Accessories|Carbon|12990
            PO-1055|Merino Beanie|Wollkind|Accessories|Mustard|2990
            PO-1056|Hiking Socks, 2 pairs|Wollkind|Accessories|Grey|2490
            PO-1057|First Aid Kit S|Quellklar|Accessories|Red|2790
            PO-1058|Map Case|Tragwohl|Accessories|Clear|1590
            PO-1059|Power Bank 10000|Nachtweg|Accessories|Black|3990
            PO-1060|Gift Card|Pulse Outdoor|Accessories|Paper|5000
            """;

    private final List<Product> products;
    private final Map<String, List<Product>> shelves;
    private final List<String> categories;

    Catalogue() {
        products = ARTICLES.lines().map(Catalogue::product).toList();
        shelves = products.stream()
                .collect(Collectors.groupingBy(Product::category, LinkedHashMap::new, Collectors.toList()));
        categories = List.copyOf(shelves.keySet());
    }

    List<Product> products() {
        return products;
    }

    String category(RandomGenerator random) {
        return categories.get(favourite(categories.size(), random));
    }

    List<Product> in(String category) {
        return shelves.getOrDefault(category, products);
    }

    /** One of {@code size} things, the first ones more often: the smaller of two throws. */
    static int favourite(int size, RandomGenerator random) {
        return Math.min(random.nextInt(size), random.nextInt(size));
    }

    private static Product product(String line) {
        String[] cells = line.split("\\|", -1);
        return new Product(cells[0], cells[1], cells[2], cells[3], cells[4], Integer.parseInt(cells[5]));
    }
}
