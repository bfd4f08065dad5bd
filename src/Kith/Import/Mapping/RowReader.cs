using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kith.Identity;
using Kith.Import.Sheets;

namespace Kith.Import.Mapping;

/// <summary>
/// Understands rows by a mapping, which is worked out once for all of them. What is in a cell ends up in a property, in a list, in the
/// note or as a problem; only columns that are skipped take nothing. A column without a mapping becomes lines of the note.
/// </summary>
internal sealed partial class RowReader
{
    private static readonly ColumnMapping Unmapped = new(Target.Note, ColumnMode.Append);

    [GeneratedRegex("^((ext|isub|phone-context|postd)=|(ext|extension|x)[ .:]*[0-9]{1,7}$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Parameter { get; }

    private readonly List<Column> _columns = [];
    private readonly List<Column> _defaults = [];
    private readonly Dictionary<string, string> _values = [];
    private readonly string _naming;
    private readonly bool _isExact;

    /// <summary>Works out a mapping.</summary>
    /// <param name="columns">The columns of the file.</param>
    /// <param name="mappings">What becomes of them, by name; without problems (<see cref="MappingCheck"/>).</param>
    /// <param name="defaults">What holds for all rows.</param>
    public RowReader(IReadOnlyList<string> columns, IReadOnlyDictionary<string, ColumnMapping> mappings, FileDefaults defaults)
    {
        for (var index = 0; index < columns.Count; index++)
        {
            var mapping = mappings.GetValueOrDefault(columns[index], Unmapped);
            if (mapping.Mode != ColumnMode.Skip)
                _columns.Add(new Column(index, columns[index], mapping, defaults.DateOrders.TryGetValue(columns[index], out var order) ? order : null));
        }
        _isExact = _columns.Exists(static column => column.Target.Kind == TargetKind.Id);
        foreach (var label in _columns.Where(static column => column.Mapping.Of is not null).ToList())
        {
            // What belongs to a column is read with it; where that one is not taken, it stands for itself.
            if (_columns.Find(column => column != label && column.Name == label.Mapping.Of && column.Mapping.Of is null && column.Target.Name == (label.Target.Kind == TargetKind.PhoneType ? Target.PhoneNumbers : label.Target.Name)) is { } owner)
                label.Owner = owner;
        }
        foreach (var column in _columns.Where(static column => column.Owner is not null))
        {
            if (column.Target.Kind == TargetKind.PhoneType)
                column.Owner!.Labels.Add(column);
            else
                column.Owner!.Extensions.Add(column);
        }
        foreach (var (name, value) in defaults.Values)
        {
            if (Target.Named(name) is not { } target || Cell.ValueOf(value) is not { } text)
                continue;
            _defaults.Add(new Column(-1, name, target.Mapping(), null));
            _values[name] = text;
        }
        _naming = (_columns.Find(static column => column.Target.Name is "familyName" or Target.FullName) ?? _columns.Find(static _ => true))?.Name ?? (columns.Count > 0 ? columns[0] : "");
    }

    /// <summary>Understands a row.</summary>
    public RowReading Read(SheetRow row)
    {
        var builder = new RowBuilder(_isExact);
        foreach (var column in _columns)
        {
            if (ValueIn(row, column) is { } text)
                Take(builder, row, column, text);
        }
        builder.SettleFullName();
        foreach (var column in _defaults)
        {
            // Of what a person has one, the row's own goes first.
            if (!column.Target.IsSingle || !builder.Has(column.Target.Name))
                Take(builder, row, column, _values[column.Name]);
        }
        builder.Name(_naming);
        return builder.Build();
    }

    /// <summary>The e-mail addresses in a cell, as they are written.</summary>
    public static List<string> AddressesIn(string text) => Cell.Split(text, ";,\n\r");

    /// <summary>The address in what may have a name before it (RFC 5322 §3.4), or behind it in parentheses as HubSpot writes it; null when there is none.</summary>
    public static string? AddressIn(string text)
    {
        var address = text.AsSpan().Trim();
        var (opening, closing) = (address.LastIndexOfAny('<', '('), address.LastIndexOfAny('>', ')'));
        if (opening >= 0 && closing == address.Length - 1)
            address = address[(opening + 1)..closing].Trim();
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            address = address["mailto:".Length..];
        if (!address.Contains('@'))
            return null;
        var plain = address.Length == text.Length ? text : address.ToString();
        return Email.Syntax.IsMet(plain) ? plain : null;
    }

    private string? ValueIn(SheetRow row, Column column) => column.Index < 0 || column.Index >= row.Cells.Count ? null
        : !_isExact ? Cell.ValueOf(row.Cells[column.Index])
        : row.Cells[column.Index] is { Length: > 0 } text ? text : null;

    private void Take(RowBuilder builder, SheetRow row, Column column, string text)
    {
        switch (column.Target.Kind)
        {
            case TargetKind.Id:
                builder.TakeId(column, text);
                break;
            case TargetKind.Text or TargetKind.Country or TargetKind.LinkedIn when _isExact:
                builder.Set(column, text, text);
                break;
            case TargetKind.Owner when _isExact:
                builder.TakeOwner(column, text, text);
                break;
            case TargetKind.Text when column.Target.Name == Target.Street:
                TakeStreet(builder, row, column, text);
                break;
            case TargetKind.Text:
                builder.Set(column, text, text);
                break;
            case TargetKind.Number:
                if (Numbers.TryRead(text, out var number))
                    builder.Set(column, text, JsonValue.Create(number));
                else
                    builder.Refuse(column, $"“{Cell.Shown(text)}” is not a number.");
                break;
            case TargetKind.Boolean:
                if (Booleans.TryRead(text, out var boolean))
                    builder.Set(column, text, JsonValue.Create(boolean));
                else
                    builder.Refuse(column, $"“{Cell.Shown(text)}” is neither yes nor no.");
                break;
            case TargetKind.Instant:
                if (Dates.TryRead(text, column.Order, out var moment, out var problem))
                    builder.Set(column, text, Instants.Print(moment));
                else
                    builder.Refuse(column, problem!);
                break;
            case TargetKind.Country:
                builder.SetOrNote(column, text, column.Understood(text, CountryNames.CodeOf));
                break;
            case TargetKind.LinkedIn:
                builder.SetOrNote(column, text, LinkedIn.Kind.Normalize(text, "") is null ? null : text);
                break;
            case TargetKind.EmailAddresses:
                TakeEmailAddresses(builder, column, text);
                break;
            case TargetKind.PhoneNumbers:
                TakePhoneNumbers(builder, row, column, text);
                break;
            case TargetKind.PhoneType:
                // With a number it is read there.
                if (column.Owner is null || ValueIn(row, column.Owner) is null)
                    builder.Note(column, text);
                break;
            case TargetKind.Titles:
                builder.AddTitles(column, text);
                break;
            case TargetKind.FullName:
                builder.TakeFullName(column, text);
                break;
            case TargetKind.Owner:
                builder.TakeOwner(column, text, column.Understood(text, AddressIn));
                break;
            case TargetKind.Photo:
                builder.TakePhoto(column, text);
                break;
            default:
                builder.Note(column, text);
                break;
        }
    }

    /// <summary>A street with its house number or its second line from other columns, which stand in the file behind it or before.</summary>
    private void TakeStreet(RowBuilder builder, SheetRow row, Column column, string text)
    {
        if (column.Owner is not null)
        {
            if (ValueIn(row, column.Owner) is null)
                builder.Note(column, text);
            return;
        }
        var whole = text;
        foreach (var extension in column.Extensions)
        {
            if (ValueIn(row, extension) is { } more)
                whole = $"{whole} {more}";
        }
        builder.Set(column, whole, whole);
    }

    private void TakeEmailAddresses(RowBuilder builder, Column column, string text)
    {
        if (_isExact && Email.Syntax.IsMet(text))
        {
            builder.AddEmailAddress(column, text, text);
            return;
        }
        foreach (var written in AddressesIn(text))
        {
            if (AddressIn(written) is { } address)
                builder.AddEmailAddress(column, written, address);
            else
                builder.Refuse(column, $"“{Cell.Shown(written)}” is not a valid e-mail address.");
        }
    }

    private void TakePhoneNumbers(RowBuilder builder, SheetRow row, Column column, string text)
    {
        var type = column.TypeOfHeader;
        foreach (var label in column.Labels)
        {
            if (ValueIn(row, label) is not { } said)
                continue;
            if (label.Understood(said, PhoneTypes.OfLabel) is { } found)
                type = found;
            else
                builder.Note(label, said);
        }
        foreach (var number in _isExact ? [text] : PhonesIn(text))
            builder.AddPhoneNumber(column, number, type);
    }

    /// <summary>
    /// A comma may be part of a number, as a pause: it separates where either side is a number by itself. What is behind a semicolon may be
    /// a parameter of the number before it, such as its extension (RFC 3966 §3).
    /// </summary>
    private static List<string> PhonesIn(string text)
    {
        var numbers = new List<string>(1);
        foreach (var part in Cell.Split(text, ";\n\r"))
        {
            if (numbers.Count > 0 && Parameter.IsMatch(part))
                numbers[^1] += part.Contains('=', StringComparison.Ordinal) ? $";{part}" : $" {part}";
            else
                numbers.Add(part);
        }
        if (!text.Contains(',', StringComparison.Ordinal))
            return numbers;
        return [.. numbers.SelectMany(static each => each.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is var parts && parts.All(static part => part.Count(char.IsAsciiDigit) > 6) ? parts : [each])];
    }

    /// <summary>A column, as it is read.</summary>
    internal sealed class Column(int index, string name, ColumnMapping mapping, DateOrder? order)
    {
        private string? _text;
        private string? _understood;

        public int Index => index;

        public string Name => name;

        public ColumnMapping Mapping => mapping;

        public ColumnMode Mode => mapping.Mode;

        public DateOrder? Order => order;

        public Target Target { get; } = Target.Named(mapping.Target) ?? throw new ArgumentException($"There is no target {mapping.Target}.", nameof(mapping));

        /// <summary>The part of an address that it is; null for what is none.</summary>
        public string? Part { get; } = mapping.Target.StartsWith("address.", StringComparison.Ordinal) ? mapping.Target["address.".Length..] : null;

        /// <summary>The kind of the numbers below it, as its name says.</summary>
        public string? TypeOfHeader { get; } = mapping.Target == Target.PhoneNumbers ? PhoneTypes.OfHeader(name) : null;

        /// <summary>The column with which it is read.</summary>
        public Column? Owner { get; set; }

        /// <summary>The labels of its phone numbers.</summary>
        public List<Column> Labels { get; } = [];

        /// <summary>What is added to its streets.</summary>
        public List<Column> Extensions { get; } = [];

        /// <summary>What a text means, where most rows say the same as the one before.</summary>
        public string? Understood(string text, Func<string, string?> meaning)
        {
            if (_text != text)
                (_text, _understood) = (text, meaning(text));
            return _understood;
        }
    }
}
