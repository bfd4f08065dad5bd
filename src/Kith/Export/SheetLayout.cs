using System.Globalization;
using System.Text;
using System.Text.Json;
using Kith.Export.Sheets;
using Kith.People;

namespace Kith.Export;

/// <summary>
/// People as rows: a column for each property, of a list of e-mail addresses or phone numbers as many as the longest one has entries, so
/// that each is in a cell of its own. Columns are called as properties are, in words.
/// </summary>
internal sealed class SheetLayout
{
    /// <summary>The name of the column of ids, which no other program has.</summary>
    public const string Id = "Kith id";

    private readonly List<string> _headers = [];
    private readonly List<Filled> _properties = [];

    /// <summary>Lays out.</summary>
    /// <param name="columns">The names of the properties.</param>
    /// <param name="longest">How many entries the longest list of each of <see cref="ListsOf"/> has.</param>
    public SheetLayout(IReadOnlyList<string> columns, IReadOnlyList<long> longest)
    {
        var lists = ListsOf(columns);
        foreach (var name in columns)
        {
            if (name == ExportRequest.Id)
                Add(name, [Id], static (cells, at, value, _) => cells[at] = value.GetString());
            else
                Add(Person.Resource.Fields.First(field => field.Name == name), (int)Math.Max(1, lists.IndexOf(name) is >= 0 and var at ? longest[at] : 1));
        }
        // In the order in which documents have them, whatever that of the columns is.
        var order = ExportRequest.ColumnsOf(ExportFormat.Cards).ToList();
        _properties.Sort((one, other) => order.IndexOf(one.Name).CompareTo(order.IndexOf(other.Name)));
    }

    /// <summary>What the columns are called.</summary>
    public IReadOnlyList<string> Headers => _headers;

    /// <summary>The lists among properties whose entries have columns of their own.</summary>
    public static List<string> ListsOf(IReadOnlyList<string> columns) =>
        [.. Person.Resource.Fields.OfType<PartsField>().Select(parts => parts.Name).Where(columns.Contains)];

    /// <summary>Fills the cells of a person: one walk through the document, which has its properties in their order.</summary>
    public void Fill(string?[] cells, JsonElement person, Linked linked)
    {
        Array.Clear(cells);
        var next = 0;
        foreach (var property in person.EnumerateObject())
        {
            for (var tried = 0; tried < _properties.Count; tried++)
            {
                var known = _properties[next];
                next = next + 1 == _properties.Count ? 0 : next + 1;
                if (!property.NameEquals(known.Utf8))
                    continue;
                known.Fill(cells, known.At, property.Value, linked);
                break;
            }
        }
    }

    private void Add(Field field, int count)
    {
        var name = field.Name;
        switch (field)
        {
            case PartField part:
                var names = part.Parts.Select(each => each.Name).ToArray();
                Add(name, names.Select(Words), (cells, at, value, _) => FillParts(cells, at, value, names));
                break;
            case PartsField parts:
                var each = parts.Parts.Select(part => part.Name).ToArray();
                Add(name, Enumerable.Range(1, count).SelectMany(number => each.Select(part => Words(part) + (number == 1 ? "" : $" {number}"))), (cells, at, value, _) =>
                {
                    foreach (var item in value.EnumerateArray())
                    {
                        FillParts(cells, at, item, each);
                        at += each.Length;
                    }
                });
                break;
            case LinksField or RelationField:
                Add(name, [Words(name)], (cells, at, value, linked) => cells[at] = NamesInCell.Join(linked.NamesOf(value), NamesInCell.SeparatorsOf(name)));
                break;
            case IrisField:
                Add(name, [Words(name)], (cells, at, value, _) => cells[at] = NamesInCell.Join(value.EnumerateArray().Select(iri => iri.GetString()!), NamesInCell.SeparatorsOf(name)));
                break;
            default:
                Add(name, [Words(name)], static (cells, at, value, _) => cells[at] = TextOf(value));
                break;
        }
    }

    private void Add(string name, IEnumerable<string> headers, Action<string?[], int, JsonElement, Linked> fill)
    {
        _properties.Add(new Filled(name, Encoding.UTF8.GetBytes(name), _headers.Count, fill));
        _headers.AddRange(headers);
    }

    private static void FillParts(string?[] cells, int at, JsonElement value, string[] parts)
    {
        for (var index = 0; index < parts.Length; index++)
            cells[at + index] = TextOf(value, parts[index]);
    }

    /// <summary>A value as the text of a cell; null where there is none.</summary>
    public static string? TextOf(JsonElement owner, string property) => owner.TryGetProperty(property, out var value) ? TextOf(value) : null;

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    };

    /// <summary>The name of a property as people would write it: phoneNumber is "Phone number".</summary>
    public static string Words(string property)
    {
        var words = new StringBuilder(property.Length + 4);
        foreach (var letter in property)
        {
            if (char.IsUpper(letter))
                words.Append(' ');
            words.Append(words.Length == 0 ? char.ToUpper(letter, CultureInfo.InvariantCulture) : char.ToLower(letter, CultureInfo.InvariantCulture));
        }
        return words.ToString();
    }

    /// <summary>A property, and how it fills its cells.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Utf8">The same in bytes.</param>
    /// <param name="At">The place of its first cell.</param>
    /// <param name="Fill">Fills them.</param>
    private sealed record Filled(string Name, byte[] Utf8, int At, Action<string?[], int, JsonElement, Linked> Fill);
}
