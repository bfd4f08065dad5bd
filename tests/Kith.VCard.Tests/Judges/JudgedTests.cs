namespace Kith.VCards.Tests.Judges;

/// <summary>Files of other programs, read by us and by others, written by us and read by others.</summary>
public sealed class JudgedTests(JudgedTests.Verdicts verdicts) : IClassFixture<JudgedTests.Verdicts>
{
    /// <summary>What ez-vcard takes for wrong in cards that are right: Apple and Google say so, and RFC 6350 §6.4.1 leaves types open.</summary>
    private static readonly string[] Known =
    [
        "Email: TYPE parameter value",
        "Telephone: TYPE parameter value",
        "Address: TYPE parameter value",
        // A birthday without a year, as Google exports it: 3.0 has no form for it, and every other one would make up a year.
        "BDAY property",
        // What 3.0 does not know is kept: its readers pass over it (RFC 2425 §5.8.2).
        "parameter is not supported",
        "Key: URL values",
        // It judges labels by what it could write itself, which is less than RFC 6868 can.
        "Address: LABEL parameter value",
    ];

    public static TheoryData<string> Files => [.. AllFiles.Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> AllFiles => ((string[])["samples", "Programs"])
        .SelectMany(folder => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder), "*.vcf"));

    [Theory, MemberData(nameof(Files))]
    public void What_is_read_is_what_ez_vcard_reads(string file) =>
        Assert.Equal(Compared(verdicts.EzVCard[file]), Compared(verdicts.Read[file].SelectMany(Printed.Lines)));

    [Theory, MemberData(nameof(Files))]
    public void What_is_written_as_4_0_says_the_same_to_ez_vcard(string file)
    {
        var judged = verdicts.EzVCard[file + ".V40"];
        Assert.Equal(Compared(verdicts.Read[file].SelectMany(Printed.Lines), isWritten: true), Compared(judged, isWritten: true));
        Assert.Empty(Objections(judged));
    }

    [Theory, MemberData(nameof(Files))]
    public void What_is_written_as_3_0_says_the_same_to_ez_vcard(string file)
    {
        var judged = verdicts.EzVCard[file + ".V30"];
        // 3.0 has one preferred value, and texts for numbers.
        var expected = Compared(verdicts.Read[file].SelectMany(Printed.Lines), isWritten: true)
            .Select(line => line.TrimEnd('!').Replace(";ext=", " x", StringComparison.Ordinal));
        Assert.Equal(expected, Compared(judged, isWritten: true).Select(line => line.TrimEnd('!')));
        Assert.Empty(Objections(judged));
    }

    [Theory, MemberData(nameof(Files))]
    public void What_is_written_as_3_0_says_the_same_to_vobject(string file)
    {
        var ours = Compared(verdicts.Read[file].Select(card => card.ConvertTo(VCardVersion.V30)).SelectMany(Printed.Lines).Where(IsReadByVObject).Select(AsVObject));
        Assert.Equal(ours, Compared(verdicts.VObject[file + ".V30"]));
    }

    /// <summary>vobject reads NICKNAME to its first comma, and has no cards in cards.</summary>
    private static bool IsReadByVObject(string line) => !line.StartsWith("nickname\t", StringComparison.Ordinal) && !line.StartsWith("agent\t", StringComparison.Ordinal);

    /// <summary>vobject reads URL to its first comma, too, and prints no hash of photos.</summary>
    private static string AsVObject(string line) =>
        line.StartsWith("photo\t", StringComparison.Ordinal) ? string.Join('\t', line.Split('\t')[..2])
        : line.StartsWith("url\t", StringComparison.Ordinal) ? line.Split(',')[0]
        : line;

    private static IEnumerable<string> Objections(List<string> judged) => judged.Where(line =>
        (line.StartsWith("invalid\t", StringComparison.Ordinal) || line.StartsWith("warning\t", StringComparison.Ordinal))
        && !Known.Any(known => line.Contains(known, StringComparison.Ordinal)));

    /// <summary>
    /// The lines of each card in one order, without verdicts. Written in another version, a card has another version, names that it must have, no
    /// type "internet", which 4.0 does not know, and agents who are relations.
    /// </summary>
    private static List<string> Compared(IEnumerable<string> lines, bool isWritten = false)
    {
        var compared = new List<string>();
        var card = 0;
        foreach (var line in lines)
        {
            if (line.StartsWith("card\t", StringComparison.Ordinal))
                card++;
            if (line.StartsWith("invalid\t", StringComparison.Ordinal) || line.StartsWith("warning\t", StringComparison.Ordinal))
                continue;
            if (!isWritten)
                compared.Add($"{card} {line}");
            else if (line.Split('\t')[0] is not ("card" or "agent" or "fn") && line.Trim('\t') != "n")
                compared.Add($"{card} {line.Replace("\tinternet,", "\t", StringComparison.Ordinal).Replace(",internet", "", StringComparison.Ordinal).Replace("\tinternet", "\t", StringComparison.Ordinal)}");
        }
        compared.Sort(StringComparer.Ordinal);
        return compared;
    }

    /// <summary>What the judges said, once for all.</summary>
    public sealed class Verdicts : IAsyncLifetime
    {
        private readonly string folder = Directory.CreateTempSubdirectory("kith-vcard-").FullName;

        public Dictionary<string, List<string>> EzVCard { get; private set; } = [];

        public Dictionary<string, List<string>> VObject { get; private set; } = [];

        public Dictionary<string, List<VCard>> Read { get; } = [];

        public async ValueTask InitializeAsync()
        {
            // The judge must be told what we find out.
            var files = AllFiles.Select(file => (Encoding: file.EndsWith("outlook.vcf", StringComparison.Ordinal) ? "windows-1252" : "UTF-8", Path: file)).ToList();
            foreach (var (_, path) in files.ToList())
            {
                var name = Path.GetFileName(path);
                Read[name] = await Reading.CardsAsync(await File.ReadAllBytesAsync(path));
                foreach (var version in (VCardVersion[])[VCardVersion.V30, VCardVersion.V40])
                {
                    var written = Path.Combine(folder, $"{name}.{version}");
                    await File.WriteAllTextAsync(written, string.Concat(Read[name].Select(card => VCardWriter.Write(card, version))));
                    files.Add(("UTF-8", written));
                }
            }
            EzVCard = await Judge.EzVCardAsync(files, folder);
            VObject = await Judge.VObjectAsync(files.Select(file => file.Path).Where(path => path.EndsWith(".V30", StringComparison.Ordinal)));
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
