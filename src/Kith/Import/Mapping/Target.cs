using Kith.Identity;
using Kith.People;

namespace Kith.Import.Mapping;

/// <summary>What a column can become.</summary>
/// <param name="Name">How mappings call it: the name of a property, a part of one (<c>address.city</c>), or a word of its own.</param>
/// <param name="Description">What it is, for people.</param>
/// <param name="Kind">How its cells are read.</param>
internal sealed record Target(string Name, string Description, TargetKind Kind)
{
    /// <summary>The id of the person here, which exports have: their values are exact.</summary>
    public const string Id = "id";

    public const string FullName = "fullName";
    public const string EmailAddresses = "emailAddresses";
    public const string PhoneNumbers = "phoneNumbers";
    public const string PhoneType = "phoneNumbers.phoneType";
    public const string Street = "address.street";
    public const string Organizations = "organizations";
    public const string Tags = "tags";
    public const string Segments = "segments";
    public const string Owner = "owner";
    public const string Note = "note";
    public const string Photo = "photo";

    private static readonly ColumnMode[] Single = [ColumnMode.Fill, ColumnMode.Overwrite, ColumnMode.Skip];
    private static readonly ColumnMode[] Several = [ColumnMode.Append, ColumnMode.Fill, ColumnMode.Overwrite, ColumnMode.Skip];
    private static readonly ColumnMode[] Added = [ColumnMode.Append, ColumnMode.Skip];

    /// <summary>All that a column can become: the plain properties of a person as they are declared, and what takes more than copying.</summary>
    public static readonly IReadOnlyList<Target> All =
    [
        new(Id, "The id of the person here, as exports have it.", TargetKind.Id),
        new(FullName, "The whole name in one cell, which is taken apart.", TargetKind.FullName),
        .. Person.Resource.Fields.SelectMany(Of),
        new(EmailAddresses, "One or more e-mail addresses.", TargetKind.EmailAddresses),
        new(PhoneNumbers, "One or more phone numbers.", TargetKind.PhoneNumbers),
        new(PhoneType, "What kind of number the one in another column is.", TargetKind.PhoneType),
        new(Organizations, "The names of organizations; those that are not there are made.", TargetKind.Titles),
        new(Tags, "The titles of tags; those that are not there are made.", TargetKind.Titles),
        new(Segments, "The titles of segments; those that are not there are made.", TargetKind.Titles),
        new(Owner, "The e-mail address of the user who looks after the person.", TargetKind.Owner),
        new(Note, "A line in a note about the person.", TargetKind.Note),
        new(Photo, "The picture, as a data URI.", TargetKind.Photo),
    ];

    private static readonly Dictionary<string, Target> ByName = All.ToDictionary(static target => target.Name);

    /// <summary>How it can meet what is there; the first unless something else is said.</summary>
    public IReadOnlyList<ColumnMode> Modes => Kind switch
    {
        TargetKind.EmailAddresses or TargetKind.PhoneNumbers or TargetKind.Titles => Several,
        TargetKind.Note or TargetKind.PhoneType => Added,
        _ => Single,
    };

    /// <summary>How it meets what is there unless something else is said.</summary>
    public ColumnMode DefaultMode => Modes[0];

    /// <summary>Whether a person has one of it, so that only one column can become it.</summary>
    public bool IsSingle => ReferenceEquals(Modes, Single);

    /// <summary>The target of a name; null when there is none.</summary>
    public static Target? Named(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The mapping of a column to this, as it is unless something else is said.</summary>
    public ColumnMapping Mapping(string? of = null) => new(Name, DefaultMode, of);

    private static IEnumerable<Target> Of(Field declared) => declared switch
    {
        PartField part => part.Parts.OfType<TextField>().Select(text => new Target(
            $"{part.Name}.{text.Name}", text.Description ?? text.Name, text.Name == "country" ? TargetKind.Country : TargetKind.Text)),
        { Direction: Direction.ReadOnly } => [],
        TextField { Identifier: { } kind } when kind == LinkedIn.Kind => [new Target(declared.Name, declared.Description!, TargetKind.LinkedIn)],
        TextField => [new Target(declared.Name, declared.Description ?? declared.Name, TargetKind.Text)],
        IntegerField => [new Target(declared.Name, declared.Description ?? declared.Name, TargetKind.Number)],
        BooleanField => [new Target(declared.Name, declared.Description ?? declared.Name, TargetKind.Boolean)],
        InstantField => [new Target(declared.Name, declared.Description ?? declared.Name, TargetKind.Instant)],
        _ => [],
    };
}

/// <summary>How the cells of a column are read.</summary>
internal enum TargetKind
{
    /// <summary>An id, an IRI, or an id as cards have it.</summary>
    Id,
    /// <summary>As they are.</summary>
    Text,
    /// <summary>A number.</summary>
    Number,
    /// <summary>Yes or no.</summary>
    Boolean,
    /// <summary>A date, with or without time.</summary>
    Instant,
    /// <summary>The code or the name of a country.</summary>
    Country,
    /// <summary>A LinkedIn id in any form.</summary>
    LinkedIn,
    /// <summary>E-mail addresses.</summary>
    EmailAddresses,
    /// <summary>Phone numbers.</summary>
    PhoneNumbers,
    /// <summary>The kind of the phone number in another column.</summary>
    PhoneType,
    /// <summary>Names of organizations, tags or segments.</summary>
    Titles,
    /// <summary>The whole name of a person.</summary>
    FullName,
    /// <summary>A user.</summary>
    Owner,
    /// <summary>A line in a note.</summary>
    Note,
    /// <summary>A picture.</summary>
    Photo,
}
