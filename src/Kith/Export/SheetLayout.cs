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

    private readonly List<(string Header, Func<JsonElement, Linked, string?> CellOf)> _columns = [];

    /// <summary>Lays out.</summary>
    /// <param name="columns">The names of the properties.</param>
    /// <param name="longest">How many entries the longest list of each of <see cref="ListsOf"/> has.</param>
    public SheetLayout(IReadOnlyList<string> columns, IReadOnlyList<long> longest)
    {
        var lists = ListsOf(columns);
        foreach (var name in columns)
        {
            if (name == ExportRequest.Id)
                _columns.Add((Id, static (person, _) => TextOf(person, ExportRequest.Id)));
            else
                Add(Person.Resource.Fields.First(field => field.Name == name), (int)Math.Max(1, lists.IndexOf(name) is >= 0 and var at ? longest[at] : 1));
        }
    }

    /// <summary>What the columns are called.</summary>
    public IReadOnlyList<string> Headers => [.. _columns.Select(column => column.Header)];

    /// <summary>The lists among properties whose entries have columns of their own.</summary>
    public static List<string> ListsOf(IReadOnlyList<string> columns) =>
        [.. Person.Resource.Fields.OfType<PartsField>().Select(parts => parts.Name).Where(columns.Contains)];

    /// <summary>Fills the cells of a person.</summary>
    public void Fill(string?[] cells, JsonElement person, Linked linked)
    {
        for (var at = 0; at < cells.Length; at++)
            cells[at] = _columns[at].CellOf(person, linked);
    }

    private void Add(Field field, int count)
    {
        var name = field.Name;
        switch (field)
        {
            case PartField part:
                foreach (var each in part.Parts.Select(each => each.Name))
                    _columns.Add((Words(each), (person, _) => person.TryGetProperty(name, out var whole) ? TextOf(whole, each) : null));
                break;
            case PartsField parts:
                for (var index = 0; index < count; index++)
                {
                    var at = index;
                    foreach (var each in parts.Parts.Select(each => each.Name))
                        _columns.Add((Words(each) + (at == 0 ? "" : $" {at + 1}"), (person, _) => person.TryGetProperty(name, out var list) && at < list.GetArrayLength() ? TextOf(list[at], each) : null));
                }
                break;
            case LinksField or RelationField:
                _columns.Add((Words(name), (person, linked) => NamesInCell.Join(linked.NamesOf(person, name), NamesInCell.SeparatorsOf(name))));
                break;
            case IrisField:
                _columns.Add((Words(name), (person, _) => person.TryGetProperty(name, out var iris) ? NamesInCell.Join(iris.EnumerateArray().Select(iri => iri.GetString()!), NamesInCell.SeparatorsOf(name)) : null));
                break;
            default:
                _columns.Add((Words(name), (person, _) => TextOf(person, name)));
                break;
        }
    }

    /// <summary>A value as the text of a cell.</summary>
    public static string? TextOf(JsonElement owner, string property) => owner.TryGetProperty(property, out var value) ? value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    } : null;

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
}
