using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace Kith.Bench;

/// <summary>Made-up people of about one kilobyte each, always the same ones.</summary>
/// <param name="clock">What time it is for them.</param>
internal sealed class Samples(TimeProvider clock)
{
    private static readonly string[] GivenNames =
    [
        "Zoë", "José", "Anaïs", "Jürgen", "Søren", "Łukasz", "Chloé", "Björn", "Maëlle", "François", "Žofie", "Nuño", "Ağça", "İpek", "Ólafur", "Jan", "Maria",
        "Ahmed", "Sofía", "Noël", "Renée", "Håkon", "Éva", "Tomás", "Dvořák", "Emma", "Liam", "Fatima", "Wei", "Aiko",
    ];

    private static readonly string[] FamilyNames =
    [
        "de Vries", "Müller", "García", "Østergård", "Šimková", "Nowicki-Żak", "van den Berg", "Lefèvre", "Ångström", "Þórsson", "Jansen", "Smit", "Öztürk",
        "Núñez", "Dvořáková", "Bakker", "Visser", "Meyer", "Fernández", "O’Brien", "Çelik", "Đorđević", "Nagy", "Kovács", "Silva", "Gonçalves", "Peeters",
        "Dubois", "Rossi", "Ferrari",
    ];

    private static readonly string[] JobTitles =
        ["Head of Purchasing", "Chief Executive", "Software Engineer", "Geschäftsführerin", "Responsable qualité", "Account Manager", "Director of Operations"];

    private static readonly string[] Streets = ["Damrak", "Kurfürstendamm", "Rue de l’Église", "Calle de Alcalá", "Østerbrogade", "Keizersgracht", "Na Příkopě"];

    private static readonly string[] Cities = ["Amsterdam", "Köln", "Liège", "Málaga", "København", "Utrecht", "Plzeň"];

    // Not for secrets: the same numbers each time are the point.
    private readonly Random _random = new(20260101);

    public List<string> Tags { get; } = [];

    public List<string> Segments { get; } = [];

    public List<string> Organizations { get; } = [];

    /// <summary>An id of UUID version 7, greater than those before it.</summary>
    public Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes[8..]);
        // The clock's milliseconds, and a count in the 12 bits behind the version, carried over when it is full (RFC 9562 §6.2).
        var ordered = ((ulong)clock.GetUtcNow().ToUnixTimeMilliseconds() << 12) | 0xFFF;
        _last = Math.Max(_last + 1, ordered & ~0xFFFUL);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((_last >> 12) << 16) | 0x7000 | (_last & 0xFFF));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private ulong _last;

    public JsonObject Organization(int number) => new() { ["title"] = $"{One(FamilyNames)} & {One(FamilyNames)} {number} B.V." };

    public JsonObject Person()
    {
        var (given, family, number) = (One(GivenNames), One(FamilyNames), _random.Next(1, 1_000_000));
        return new JsonObject
        {
            ["familyName"] = family,
            ["givenName"] = given,
            ["initials"] = $"{given[0]}.",
            ["customerId"] = $"C-{number}",
            ["honorificPrefix"] = One(["Dr.", "Mw.", "Dhr.", "Prof."]),
            ["externalSource"] = "bench",
            ["jobTitle"] = One(JobTitles),
            ["emailAddresses"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 3))
                .Select(i => (JsonNode)new JsonObject { ["email"] = $"person{number}.{_random.Next(1_000)}@{(i == 0 ? "work" : "home")}.example.com" })]),
            ["phoneNumbers"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 3))
                .Select(i => (JsonNode)new JsonObject { ["phoneNumber"] = $"+31 {(i == 0 ? "6" : "20")} {_random.Next(1_000_000, 9_999_999)}{(i == 0 ? "1" : "")}" })]),
            ["address"] = new JsonObject
            {
                ["street"] = $"{One(Streets)} {_random.Next(1, 400)}",
                ["postalCode"] = $"{_random.Next(1000, 9999)} KT",
                ["city"] = One(Cities),
                ["country"] = One(["NL", "DE", "BE", "ES", "DK", "CZ"]),
            },
            ["tags"] = Some(Tags, 3),
            ["segments"] = Some(Segments, 2),
            ["organizations"] = Some(Organizations, 1),
            ["dealSize"] = _random.Next(100_000),
            ["totalDeals"] = _random.Next(20),
        };
    }

    public IEnumerable<Guid> Shuffled(IEnumerable<Guid> ids)
    {
        var shuffled = ids.ToArray();
        _random.Shuffle(shuffled);
        return shuffled;
    }

    private string One(string[] choices) => choices[_random.Next(choices.Length)];

    private JsonArray Some(List<string> choices, int maximum) =>
        new([.. Enumerable.Range(0, _random.Next(maximum + 1)).Select(_ => choices[_random.Next(choices.Count)]).Distinct().Select(choice => (JsonNode)choice)]);
}
