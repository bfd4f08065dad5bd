using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>What a text must look like beyond its length.</summary>
/// <param name="Message">What is said when it does not.</param>
/// <param name="Code">The violation's code.</param>
/// <param name="IsMet">The rule.</param>
/// <param name="Normalize">The form in which it is kept; most texts are kept as they were sent.</param>
/// <param name="Format">The JSON Schema format, where one says the same.</param>
/// <param name="Pattern">The regular expression for the documentation, where one says the same.</param>
public sealed record TextRule(
    string Message, string Code, Func<string, bool> IsMet, Func<string, string>? Normalize = null, string? Format = null,
    string? Pattern = null);

/// <summary>A kind of identifier that people go by: values that are the same in any spelling have one normal form.</summary>
/// <param name="Name">The kind's name in the index: <c>email</c>, <c>phone</c>.</param>
/// <param name="Normalize">The normal form of a spelling in a country (ISO 3166-1 alpha-2); null when it is not one.</param>
/// <param name="Version">Changes when normal forms change: indexes made with another version are rebuilt.</param>
public sealed record IdentifierKind(string Name, Func<string, string, string?> Normalize, string Version = "1");

/// <summary>Text, kept as the client sent it, trimmed (decisions.md "Person").</summary>
/// <param name="name">The name on the wire and in the document.</param>
public sealed class TextField(string name) : Field<TextField>(name)
{
    /// <summary>The regular expression of a text that is not blank.</summary>
    private const string NotBlank = @"\S";

    private TextRule? _rule;
    private bool _isAbsentWhenEmpty;

    /// <summary>The most characters (Unicode code points) it may have.</summary>
    public int MaximumLength { get; private set; } = 255;

    /// <summary>Whether documents are found by how it begins, in its folded form.</summary>
    public bool IsIndexed { get; private set; }

    /// <summary>The kind of identifier it is, where people go by it.</summary>
    public IdentifierKind? Identifier { get; private set; }

    /// <summary>Whether no two documents of a tenant may share its identifier.</summary>
    public bool IsUnique { get; private set; }

    /// <summary>What <c>q</c> looks into, given the text and the tenant's country; null when it does not.</summary>
    public Func<string, string, IEnumerable<string>>? SearchTexts { get; private set; }

    /// <summary>Whether <c>q</c> looks into the text itself, and not into what is made of it.</summary>
    public bool IsSearchedAsItIs { get; private set; }

    /// <summary>Sets the most characters it may have.</summary>
    public TextField Max(int length)
    {
        MaximumLength = length;
        return this;
    }

    /// <summary>Sets what it must look like.</summary>
    public TextField Rule(TextRule rule)
    {
        _rule = rule;
        return AbsentWhenEmpty();
    }

    /// <summary>An empty text says that there is none.</summary>
    public TextField AbsentWhenEmpty()
    {
        _isAbsentWhenEmpty = true;
        return this;
    }

    /// <summary>Lists can be ordered by it.</summary>
    public TextField Ordered()
    {
        Add(new OrderFilter(this));
        return Indexed();
    }

    /// <summary>Documents are found by how it begins.</summary>
    public TextField Indexed()
    {
        IsIndexed = true;
        return this;
    }

    /// <summary><c>q</c> looks into it.</summary>
    public TextField Searched()
    {
        IsSearchedAsItIs = true;
        return Searched(static (text, _) => [text]);
    }

    /// <summary><c>q</c> looks into what is made of it and the tenant's country.</summary>
    public TextField Searched(Func<string, string, IEnumerable<string>> texts)
    {
        SearchTexts = texts;
        return this;
    }

    /// <summary>People go by it: it is found in any spelling.</summary>
    public TextField IdentifiedBy(IdentifierKind kind)
    {
        Identifier = kind;
        return this;
    }

    /// <summary>No two documents of a tenant may share its identifier.</summary>
    public TextField Unique()
    {
        IsUnique = true;
        return this;
    }

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            reading.RefuseType(path, "string");
            return null;
        }
        var text = value.GetString()!.Trim();
        if (text.Contains('\0'))
            reading.Refuse(path, "This value should not contain the character U+0000.", ViolationCodes.Form);
        else if (text.Length > MaximumLength && text.EnumerateRunes().Count() > MaximumLength)
            reading.Refuse(path, $"This value is too long. It should have {MaximumLength} characters or less.", ViolationCodes.TooLong);
        else if (IsRequired && text.EnumerateRunes().All(IsInvisible))
            reading.Refuse(path, "This value should not be blank.", ViolationCodes.Blank);
        else if (text.Length > 0 && _rule is { } rule && !rule.IsMet(text))
            reading.Refuse(path, rule.Message, rule.Code);
        else
            return text.Length == 0 && _isAbsentWhenEmpty ? null : _rule?.Normalize is { } normalize ? normalize(text) : text;
        return null;
    }

    private static bool IsInvisible(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control;

    /// <inheritdoc/>
    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (MaximumLength < int.MaxValue)
            schema["maxLength"] = MaximumLength;
        if (IsRequired)
            schema["minLength"] = 1;
        if (_rule?.Format is { } format)
            schema["format"] = format;
        if ((_rule?.Pattern ?? (IsRequired ? NotBlank : null)) is { } pattern)
            schema["pattern"] = pattern;
        return schema;
    }
}
