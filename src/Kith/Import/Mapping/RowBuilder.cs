using System.Text;
using System.Text.Json.Nodes;
using Kith.Export.Sheets;

namespace Kith.Import.Mapping;

/// <summary>What is understood of a row so far.</summary>
/// <param name="isExact">Whether a value is meant as it stands, as in a file of our own: nothing in it is a word for nothing, or a form of something else.</param>
internal sealed class RowBuilder(bool isExact)
{
    /// <summary>As many properties as most rows have.</summary>
    private const int Expected = 16;

    private readonly JsonObject _person = [];
    private readonly Dictionary<string, ColumnMode> _modes = new(Expected);
    private readonly Dictionary<string, string> _columns = new(Expected);
    private readonly List<string> _organizations = [];
    private readonly List<string> _tags = [];
    private readonly List<string> _segments = [];
    private readonly List<CellProblem> _problems = [];
    private readonly StringBuilder _note = new();
    private JsonObject? _address;
    private Guid? _id;
    private string? _owner;
    private string? _photo;
    private (RowReader.Column Column, string Text)? _fullName;

    /// <summary>Whether the row has said this, of what a person has one.</summary>
    public bool Has(string target) => _modes.ContainsKey(target);

    /// <summary>Sets a property of which there is one; what a second column says of it is not lost.</summary>
    public void Set(RowReader.Column column, string text, JsonNode value)
    {
        if (!_modes.TryAdd(column.Target.Name, column.Mode))
        {
            NoteUnless(Same(column, value), column, text);
            return;
        }
        _columns.Add(column.Target.Name, column.Name);
        if (column.Part is not { } part)
        {
            _person.Add(column.Target.Name, value);
            return;
        }
        if (_address is null)
            _person.Add("address", _address = []);
        _address.Add(part, value);
    }

    /// <summary>Sets a property, unless the text does not mean anything that it takes.</summary>
    public void SetOrNote(RowReader.Column column, string text, string? value)
    {
        if (value is null)
            Note(column, text);
        else
            Set(column, text, value);
    }

    public void Refuse(RowReader.Column column, string message) => _problems.Add(new CellProblem(column.Name, message));

    /// <summary>A line in the note; a value of several lines keeps them.</summary>
    public void Note(RowReader.Column column, string text)
    {
        if (_note.Length > 0)
            _note.Append('\n');
        if (column.Index >= 0)
            _note.Append(column.Name).Append(": ");
        _note.Append(text);
    }

    public void AddEmailAddress(RowReader.Column column, string written, string address)
    {
        var list = ListOf(column);
        if (isExact || !list.Any(item => item!["email"]!.GetValue<string>().Equals(address, StringComparison.OrdinalIgnoreCase)))
            list.Add((JsonNode)new JsonObject { ["email"] = address });
        // The name before an address.
        NoteUnless(written.Length <= address.Length || written.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase), column, written);
    }

    public void AddPhoneNumber(RowReader.Column column, string number, string? type)
    {
        var list = ListOf(column);
        foreach (var item in list)
        {
            if (isExact || item!["phoneNumber"]!.GetValue<string>() != number)
                continue;
            // The same number under two labels.
            var known = item["phoneType"]?.GetValue<string>();
            if (known is null && type is not null)
                item["phoneType"] = type;
            else
                NoteUnless(type is null || type == known, column, $"{number} ({type})");
            return;
        }
        var phone = new JsonObject { ["phoneNumber"] = number };
        if (type is not null)
            phone.Add("phoneType", type);
        list.Add((JsonNode)phone);
    }

    /// <summary>
    /// Adds organizations, tags or segments. Google's own groups begin with an asterisk: they become tags without it, but for
    /// myContacts, which says of everybody that they are in the address book.
    /// </summary>
    public void AddTitles(RowReader.Column column, string text)
    {
        var list = column.Target.Name switch { Target.Tags => _tags, Target.Segments => _segments, _ => _organizations };
        foreach (var (written, isQuoted) in NamesInCell.Split(text, NamesInCell.SeparatorsOf(column.Target.Name)))
        {
            var title = !isQuoted && written.StartsWith(NamesInCell.GooglesMark, StringComparison.Ordinal) ? written[NamesInCell.GooglesMark.Length..].Trim() : written;
            if (title.Length == 0 || (title.Length != written.Length && title.Replace(" ", "", StringComparison.Ordinal).Equals("myContacts", StringComparison.OrdinalIgnoreCase)))
                continue;
            Mark(column);
            if (!list.Contains(title, isExact ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase))
                list.Add(title);
        }
    }

    /// <summary>Takes an id, unless the text is none.</summary>
    public void TakeId(RowReader.Column column, string text)
    {
        if (_id is null && ExportedId.TryRead(text, out var id))
            _id = id;
        else
            Note(column, text);
    }

    public void TakeOwner(RowReader.Column column, string text, string? address)
    {
        if (address is null || _owner is not null)
        {
            NoteUnless(address is not null && address.Equals(_owner, StringComparison.OrdinalIgnoreCase), column, text);
            return;
        }
        _owner = address;
        Mark(column);
        NoteUnless(text.Length <= address.Length || text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase), column, text);
    }

    public void TakePhoto(RowReader.Column column, string text)
    {
        if (_photo is null && text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            _photo = text;
            Mark(column);
        }
        else
        {
            NoteUnless(text == _photo, column, text);
        }
    }

    public void TakeFullName(RowReader.Column column, string text)
    {
        if (_fullName is null)
            _fullName = (column, text);
        else
            NoteUnless(_fullName.Value.Text == text, column, text);
    }

    /// <summary>The whole name counts where its parts are not said; beside them it repeats them, or is noted.</summary>
    public void SettleFullName()
    {
        if (_fullName is not var (column, text))
            return;
        if (Has("familyName") || Has("givenName"))
        {
            NoteUnless(RepeatsParts(text), column, text);
            return;
        }
        var name = FullName.Of(text);
        SetPart(column, "honorificPrefix", name.HonorificPrefix);
        SetPart(column, "initials", name.Initials);
        SetPart(column, "givenName", name.GivenName);
        SetPart(column, "additionalName", name.AdditionalName);
        SetPart(column, "familyName", name.FamilyName);
        if (name.Rest is { } rest)
            Note(column, rest);
    }

    /// <summary>
    /// Nobody is without a family name: a single name is one, a card of a company is called like it, and an address says at least something. Such a
    /// name is never more than a stopgap for one that is there already.
    /// </summary>
    public void Name(string naming)
    {
        if (Has("familyName"))
            return;
        if (Move("givenName") || Move("initials") || Move("additionalName"))
            return;
        if (_organizations.Count > 0)
            Stopgap(_organizations[0], _columns[Target.Organizations]);
        else if (_person[Target.EmailAddresses]?[0]?["email"]?.GetValue<string>() is { } email)
            Stopgap(email[..email.LastIndexOf('@')], _columns[Target.EmailAddresses]);
        else
            _problems.Add(new CellProblem(naming, "The row has neither a name nor an organization or e-mail address to go by."));
    }

    public RowReading Build() => new(
        _person, _modes, _columns, _organizations, _tags, _segments, _owner, _note.Length > 0 ? _note.ToString() : null, _photo, _problems) { Id = _id };

    private bool Move(string from)
    {
        if (!_modes.Remove(from) || !_columns.Remove(from, out var column))
            return false;
        var name = _person[from]!.GetValue<string>();
        _person.Remove(from);
        Stopgap(name, column);
        return true;
    }

    private void Stopgap(string name, string column)
    {
        _person["familyName"] = name;
        _modes["familyName"] = ColumnMode.Fill;
        _columns["familyName"] = column;
    }

    private void SetPart(RowReader.Column column, string property, string? value)
    {
        if (value is null)
            return;
        if (!_modes.TryAdd(property, column.Mode))
        {
            NoteUnless(_person[property]!.GetValue<string>() == value, column, value);
            return;
        }
        _columns.Add(property, column.Name);
        _person.Add(property, value);
    }

    /// <summary>Whether each word of a whole name stands in one of its parts or in the note, as suffixes and nicknames do.</summary>
    private bool RepeatsParts(string text)
    {
        var parts = $" {Words("honorificPrefix")} {Words("givenName")} {Words("additionalName")} {Words("initials")} {Words("familyName")} {(_note.Length > 0 ? Bare(_note.ToString()) : "")} ";
        foreach (var word in Bare(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!parts.Contains($" {word} ", StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    private string Words(string property) => _person[property] is { } value ? Bare(value.GetValue<string>()) : "";

    private static string Bare(string text) => string.Create(text.Length, text, static (bare, source) =>
    {
        for (var at = 0; at < bare.Length; at++)
            bare[at] = char.IsLetterOrDigit(source[at]) || char.IsSurrogate(source[at]) ? char.ToLowerInvariant(source[at]) : ' ';
    });

    private bool Same(RowReader.Column column, JsonNode value) =>
        JsonNode.DeepEquals(column.Part is { } part ? _address![part] : _person[column.Target.Name], value);

    private void NoteUnless(bool isKnown, RowReader.Column column, string text)
    {
        if (!isKnown)
            Note(column, text);
    }

    private JsonArray ListOf(RowReader.Column column)
    {
        Mark(column);
        if (_person[column.Target.Name] is JsonArray list)
            return list;
        list = [];
        _person.Add(column.Target.Name, list);
        return list;
    }

    private void Mark(RowReader.Column column)
    {
        if (_modes.TryAdd(column.Target.Name, column.Mode))
            _columns.Add(column.Target.Name, column.Name);
    }
}
