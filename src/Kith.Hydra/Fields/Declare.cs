namespace Kith.Hydra;

/// <summary>The words that a resource is declared with; meant for <c>using static</c>.</summary>
public static class Declare
{
    /// <summary>Text of at most 255 characters unless said otherwise.</summary>
    public static TextField Text(string name) => new(name);

    /// <summary>A whole number ≥ 0.</summary>
    public static IntegerField Integer(string name) => new(name);

    /// <summary>True or false.</summary>
    public static BooleanField Boolean(string name) => new(name);

    /// <summary>A moment, to the second.</summary>
    public static InstantField Instant(string name) => new(name);

    /// <summary>One of a few words.</summary>
    public static ChoiceField Choice(string name, params IReadOnlyList<string> choices) => new(name, choices);

    /// <summary>A link to one resource.</summary>
    public static LinkField Link(string name, Func<Resource> to) => new(name, to);

    /// <summary>A set of links.</summary>
    public static LinksField Links(string name, Func<Resource> to) => new(name, to);

    /// <summary>The other end of a set of links that another resource holds.</summary>
    public static InverseField Inverse(string name, Func<Resource> of, Func<LinksField> field) => new(name, of, field);

    /// <summary>The resource that the path places this one under.</summary>
    public static ParentField Parent(string name, Func<Resource> of) => new(name, of);

    /// <summary>An object inside the document.</summary>
    public static PartField Part(string name, params IReadOnlyList<Field> parts) => new(name, parts);

    /// <summary>A list of objects inside the document.</summary>
    public static PartsField Parts(string name, params IReadOnlyList<Field> parts) => new(name, parts);

    /// <summary>A set of IRIs of things outside this server.</summary>
    public static IrisField Iris(string name) => new(name);

    /// <summary>A text that is put together on the way out.</summary>
    public static ComputedField Computed(string name, Func<Rendering, string?> value) => new(name, value);

    /// <summary>A number from 0 to 1 that the server tells.</summary>
    public static FractionField Fraction(string name) => new(name);

    /// <summary>A list of texts that the server tells.</summary>
    public static TextsField Texts(string name) => new(name);

    /// <summary>A value of any kind, shown as it is.</summary>
    public static AnyField Anything(string name) => new(name);
}
