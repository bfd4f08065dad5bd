using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Kith.Storage;

/// <summary>The name of a table, column or index: besides literals and constants the one thing that becomes part of a statement's text.</summary>
/// <param name="Text">The name; letters, digits and underscores.</param>
public readonly record struct Name(string Text);

/// <summary>
/// A whole number that becomes part of a statement's text: SQLite plans by the limit, so that a statement whose limit is a
/// parameter is prepared anew each time it is bound. For numbers of which there are few.
/// </summary>
/// <param name="Value">The number.</param>
public readonly record struct Constant(int Value);

/// <summary>
/// The absence of a value, which has a type nevertheless: PostgreSQL prepares a statement for the types of its parameters.
/// </summary>
public enum Null
{
    /// <summary>Of a text column.</summary>
    Text,

    /// <summary>Of a column of whole numbers.</summary>
    Number,

    /// <summary>Of an id column.</summary>
    Id,

    /// <summary>Of a column of JSON text.</summary>
    Document,
}

/// <summary>JSON text of a document on its way into a column.</summary>
/// <param name="Utf8">The bytes.</param>
public readonly record struct DocumentText(ReadOnlyMemory<byte> Utf8);

/// <summary>
/// A statement whose holes can only become parameters: <c>$"select … where id = {id}"</c>. Text from outside cannot get into it.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    private readonly StringBuilder _text;
    private readonly List<object> _values = [];

    /// <summary>Where in the text each parameter stands.</summary>
    private readonly List<int> _places = [];

    /// <summary>Called by the compiler.</summary>
    public Sql(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 6));

    /// <summary>The statement with its parameters' places as <c>$1</c>, <c>$2</c> …, in that order.</summary>
    public string Text => _text.ToString();

    /// <summary>The values of the parameters.</summary>
    public IReadOnlyList<object> Values => _values;

    /// <summary>A statement made of literal text.</summary>
    public static Sql Of(Sql statement) => statement;

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string literal) => _text.Append(literal);

    /// <summary>A name becomes text.</summary>
    public void AppendFormatted(Name name) => _text.Append(name.Text);

    /// <summary>A constant becomes text.</summary>
    public void AppendFormatted(Constant constant) => _text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{constant.Value}");

    /// <summary>A value becomes a parameter; a list of ids becomes parameters in parentheses.</summary>
    public void AppendFormatted<T>(T value)
    {
        if (value is IReadOnlyList<Guid> ids)
            AppendList(ids);
        else
            AddParameter(value is null ? NullOf(typeof(T)) : value);
    }

    /// <summary>Adds another statement behind this one, parameters and all.</summary>
    public Sql Append(Sql other)
    {
        var from = 0;
        for (var i = 0; i < other._values.Count; i++)
        {
            _text.Append(other._text, from, other._places[i] - from);
            AddParameter(other._values[i]);
            from = other._places[i] + LengthOfPlace(i);
        }
        _text.Append(other._text, from, other._text.Length - from);
        return this;
    }

    /// <summary>Adds statements behind this one, with commas between them.</summary>
    public Sql AppendList(IEnumerable<Sql> parts)
    {
        foreach (var (index, part) in parts.Index())
        {
            if (index > 0)
                _text.Append(", ");
            Append(part);
        }
        return this;
    }

    private void AddParameter(object value)
    {
        _values.Add(value);
        _places.Add(_text.Length);
        _text.Append('$').Append(_values.Count);
    }

    /// <summary>How many characters name a parameter, a dollar sign before its number.</summary>
    private static int LengthOfPlace(int index) => index switch { < 9 => 2, < 99 => 3, < 999 => 4, < 9_999 => 5, _ => 6 };

    private void AppendList(IReadOnlyList<Guid> ids)
    {
        // PostgreSQL has no empty list; nothing equals null.
        _text.Append(ids.Count == 0 ? "(null" : "(");
        // The last one is repeated up to a power of two, so that lists of any length make few statements to prepare.
        var length = ids.Count == 0 ? 0 : (int)BitOperations.RoundUpToPowerOf2((uint)ids.Count);
        for (var i = 0; i < length; i++)
        {
            if (i > 0)
                _text.Append(", ");
            AddParameter(ids[Math.Min(i, ids.Count - 1)]);
        }
        _text.Append(')');
    }

    private static Null NullOf(Type type) =>
        type == typeof(string) ? Null.Text
        : type == typeof(Guid?) ? Null.Id
        : type == typeof(DocumentText?) ? Null.Document
        : type == typeof(long?) || type == typeof(int?) || type == typeof(bool?) ? Null.Number
        : throw new NotSupportedException($"Which type of column a missing {type.Name} is meant for cannot be told: say {nameof(Null)}.");
}
