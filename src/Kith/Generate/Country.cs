using System.Globalization;

namespace Kith.Generate;

/// <summary>A word as it is said of a man and of a woman; most are the same.</summary>
internal sealed record Word(string OfMan, string OfWoman)
{
    public string Of(bool isWoman) => isWoman ? OfWoman : OfMan;

    public static Word Parse(string text) => text.Split('/') is [var man, var woman] ? new(man.Trim(), woman.Trim()) : new(text, text);
}

/// <summary>A city with the patterns of its postal codes and of its phone numbers as dialled from abroad.</summary>
internal sealed record City(string Name, string PostalCode, string Landline);

/// <summary>
/// How people of a country are called, where they live and what their phone numbers look like: a file of <c>Countries/</c>, with lists
/// in the order of frequency.
/// </summary>
internal sealed class Country
{
    private const string Folder = "Kith.Generate.Countries.";

    private readonly Dictionary<string, string> _lines = [];

    private Country(string code, string text)
    {
        Code = code;
        var key = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // A line that begins with a blank goes on with the one above.
            if (line[0] == ' ')
                _lines[key] += line;
            else
                _lines[key = line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
        }
        Share = double.Parse(_lines["share"], CultureInfo.InvariantCulture);
        (CallingCode, TrunkPrefix) = (_lines["dial"], _lines["trunk"]);
        AddressForm = _lines["address"];
        HasParticlesApart = _lines.ContainsKey("particles");
        (Men, Women, Families) = (Names("men"), Names("women"), Names("family"));
        (Salutations, Jobs) = (Names("salutation"), Names("jobs"));
        (Streets, Trades, Forms, Mobiles) = (List("streets"), List("trades"), List("forms"), List("mobile"));
        Cities = new Ranked<City>([.. List("cities").Select(city => city.Split('/')).Select(parts => new City(parts[0], parts[1], parts[2]))], Shares.Names);
        var doubling = _lines["double"].Split(' ');
        (DoubleNames, DoubledBy) = (Percent(doubling[0]), doubling is [_, "-"] ? '-' : ' ');
        if (_lines.GetValueOrDefault("middle") is not { } middle)
            return;
        MiddleNames = Percent(middle[..middle.IndexOf(' ')]);
        if (middle.IndexOf(" of ", StringComparison.Ordinal) is > 0 and var names && middle[(names + 4)..].Split('/') is [var ofMen, var ofWomen])
            (MiddleOfMen, MiddleOfWomen) = (ofMen.Split(',', StringSplitOptions.TrimEntries), ofWomen.Split(',', StringSplitOptions.TrimEntries));
    }

    /// <summary>All countries, by their shares.</summary>
    public static Ranked<Country> ReadAll()
    {
        var assembly = typeof(Country).Assembly;
        var countries = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new Country(name[Folder.Length..^".txt".Length], ReadText(name)))
            .ToList();
        return new Ranked<Country>(countries, index => countries[index].Share);
    }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Code { get; }

    public double Share { get; }

    public string CallingCode { get; }

    /// <summary>What is dialled before a number at home; empty where nothing is.</summary>
    public string TrunkPrefix { get; }

    public string AddressForm { get; }

    /// <summary>Whether what goes before a family name (<c>van den</c>) is often kept apart from it.</summary>
    public bool HasParticlesApart { get; }

    public double DoubleNames { get; }

    public char DoubledBy { get; }

    public double MiddleNames { get; }

    /// <summary>Empty where middle names are given names.</summary>
    public IReadOnlyList<string> MiddleOfMen { get; } = [];

    public IReadOnlyList<string> MiddleOfWomen { get; } = [];

    public Ranked<Word> Men { get; }

    public Ranked<Word> Women { get; }

    public Ranked<Word> Families { get; }

    public Ranked<Word> Salutations { get; }

    public Ranked<Word> Jobs { get; }

    public Ranked<City> Cities { get; }

    public IReadOnlyList<string> Streets { get; }

    public IReadOnlyList<string> Trades { get; }

    public IReadOnlyList<string> Forms { get; }

    public IReadOnlyList<string> Mobiles { get; }

    public static string ReadText(string resource)
    {
        using var reader = new StreamReader(typeof(Country).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private Ranked<Word> Names(string key) => new([.. List(key).Select(Word.Parse)], Shares.Names);

    private string[] List(string key) => _lines[key].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static double Percent(string text) => double.Parse(text.TrimEnd('%'), CultureInfo.InvariantCulture) / 100;
}
