using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>
/// A kind of thing that the API is about, declared once: its address, its type and its properties. Bodies, indexes, filters,
/// contexts and documentation all follow from this declaration.
/// </summary>
public sealed class Resource
{
    private readonly List<Field> _stored;

    /// <summary>Declares a resource.</summary>
    /// <param name="path">The path of the collection without leading slash: <c>people</c>.</param>
    /// <param name="type">The <c>@type</c>: <c>Person</c>.</param>
    /// <param name="fields">The properties in the order of the wire; <c>id</c> is added in front.</param>
    public Resource(string path, string type, params IReadOnlyList<Field> fields)
    {
        Path = path;
        Type = type;
        Fields = fields;
        Parent = fields.OfType<ParentField>().SingleOrDefault();
        _stored = [.. fields.Where(field => field.IsStored).OrderBy(field => field.Direction == Direction.WriteOnly)];
        Links = [.. fields.OfType<RelationField>()];
        LinkLists = [.. fields.OfType<LinksField>()];
        Inverses = [.. fields.OfType<InverseField>()];
        Computed = [.. fields.OfType<ComputedField>()];
        HasSearch = fields.Any(field => SearchFilter.FieldsOf(field).Any());
        Filters =
        [
            .. HasSearch ? [new SearchFilter()] : (IEnumerable<Filter>)[],
            .. fields.SelectMany(field => field.Filters),
        ];
        DefaultOrder = [];
        Singular = string.Concat(type.Select((letter, index) => index > 0 && char.IsAsciiLetterUpper(letter) ? $" {letter}" : $"{letter}")).ToLowerInvariant();
        Plural = path.Replace('_', ' ');
    }

    /// <summary>The path of the collection without leading slash; the last segment where the resource has a parent.</summary>
    public string Path { get; }

    /// <summary>The <c>@type</c>.</summary>
    public string Type { get; }

    /// <summary>The name of its table: the path, or parent and path.</summary>
    public string Table => Parent is null ? Path : $"{Parent.Name[..^2]}_{Path}";

    /// <summary>What it is, for the documentation.</summary>
    public string Description { get; private set; } = "";

    /// <summary>What one is called in a sentence; the type in words unless named otherwise.</summary>
    public string Singular { get; private set; }

    /// <summary>What many are called in a sentence; the path in words unless named otherwise.</summary>
    public string Plural { get; private set; }

    /// <summary>The properties in the order of the wire, without <c>id</c>.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The property that places it under another resource; null for most.</summary>
    public ParentField? Parent { get; }

    /// <summary>The properties that point at one resource.</summary>
    public IReadOnlyList<RelationField> Links { get; }

    /// <summary>The properties that point at many resources.</summary>
    public IReadOnlyList<LinksField> LinkLists { get; }

    /// <summary>The other ends of relations that other resources hold.</summary>
    public IReadOnlyList<InverseField> Inverses { get; }

    /// <summary>The properties that are put together on the way out.</summary>
    public IReadOnlyList<ComputedField> Computed { get; }

    /// <summary>The filters of its collection, in the order in which the search template lists them.</summary>
    public IReadOnlyList<Filter> Filters { get; private set; }

    /// <summary>The order of its collection when none is asked for; ids ascending follow.</summary>
    public IReadOnlyList<ByField> DefaultOrder { get; private set; }

    /// <summary>Whether <c>q</c> finds it.</summary>
    public bool HasSearch { get; }

    /// <summary>Other spellings under which a search term also counts as found, such as a phone number's digits.</summary>
    public Func<string, string, IEnumerable<string>>? Spellings { get; private set; }

    /// <summary>Who may do what, beside the rules of each property.</summary>
    public Rule? Rule { get; private set; }

    /// <summary>A document whose flag is set exists only for the user it points at; null where everyone sees everything.</summary>
    public (BooleanField Flag, LinkField Owner)? Privacy { get; private set; }

    /// <summary>Whether only administrators may write it.</summary>
    public bool IsAdministered { get; private set; }

    /// <summary>Whether identifiers are also looked up before a tenant is known.</summary>
    public bool IsFoundAcrossTenants { get; private set; }

    /// <summary>Whether a collection takes a JSON POST; otherwise its creation is an endpoint of its own.</summary>
    public bool IsCreatedByPost { get; private set; } = true;

    /// <summary>Whether clients only read it: the server writes it as a consequence of something else.</summary>
    public bool IsWrittenByServer { get; private set; }

    /// <summary>Whether several can become one, whose ids all live on.</summary>
    public bool IsMergeable { get; private set; }

    /// <summary>Whether a deleted one can come back.</summary>
    public bool IsRestorable { get; private set; }

    /// <summary>The order of what the server alone makes, in words, where clients only list and read; null for most.</summary>
    public string? MadeInOrder { get; private set; }

    /// <summary>Whose records these are, where the server alone writes them and their ids count up; null for most.</summary>
    public Resource? RecordedAbout { get; private set; }

    /// <summary>What it is found by beside the identifiers that its properties are: derived from the document as a whole.</summary>
    public IReadOnlyList<DerivedIdentifier> Identifiers { get; private set; } = [];

    /// <summary>Lets it be found by what is derived from its document as a whole, such as two properties together.</summary>
    /// <param name="kind">The kind's name in the index.</param>
    /// <param name="values">The normal forms that a document has; the second argument is the tenant's country.</param>
    /// <param name="version">Changes when normal forms change: indexes made with another version are rebuilt.</param>
    public Resource IdentifiedBy(string kind, Func<JsonObject, string, IEnumerable<string>> values, string version = "1")
    {
        Identifiers = [.. Identifiers, new DerivedIdentifier(kind, values, version)];
        return this;
    }

    /// <summary>Makes these the records that the server alone writes about each of another resource.</summary>
    public Resource Records(Resource about)
    {
        RecordedAbout = about;
        return MadeByServer("newest first");
    }

    /// <summary>Makes these what the server alone makes: clients list and read.</summary>
    /// <param name="order">The order of the list, in words: <c>newest first</c>.</param>
    public Resource MadeByServer(string order)
    {
        MadeInOrder = order;
        return this;
    }

    /// <summary>Says what it is called in a sentence, where that is not the type and the path in words.</summary>
    public Resource Named(string singular, string plural)
    {
        (Singular, Plural) = (singular, plural);
        return this;
    }

    /// <summary>What it is, for the documentation.</summary>
    public Resource Describe(string description)
    {
        Description = description;
        return this;
    }

    /// <summary>Sets the order of the collection when none is asked for.</summary>
    public Resource OrderedBy(params IReadOnlyList<ByField> order)
    {
        DefaultOrder = order;
        return this;
    }

    /// <summary>Adds filters that are not about a single property.</summary>
    public Resource Filtered(params IReadOnlyList<Filter> filters)
    {
        Filters = [.. Filters, .. filters];
        return this;
    }

    /// <summary>Orders what <c>q</c> finds: those with exactly this identifier, then those whose names begin so, the most telling name first.</summary>
    public Resource RankedBy(IReadOnlyList<IdentifierKind> kinds, params IReadOnlyList<string> names) =>
        Filtered(new RelevanceFilter(kinds, [.. names.Select(name => (TextField)Fields.Single(property => property.Name == name))]));

    /// <summary>Lets a search term count as found under other spellings; the second argument is the tenant's country.</summary>
    public Resource Spelled(Func<string, string, IEnumerable<string>> spellings)
    {
        Spellings = spellings;
        return this;
    }

    /// <summary>Adds a rule about who may do what.</summary>
    public Resource Ruled(Rule rule)
    {
        Rule = rule;
        return this;
    }

    /// <summary>Makes documents whose flag is set exist only for the user they point at.</summary>
    public Resource PrivateTo(LinkField owner, BooleanField flag)
    {
        Privacy = (flag, owner);
        return this;
    }

    /// <summary>Lets only administrators write it.</summary>
    public Resource Administered()
    {
        IsAdministered = true;
        return this;
    }

    /// <summary>Lets its identifiers be looked up before a tenant is known, as those of users who sign in.</summary>
    public Resource FoundAcrossTenants()
    {
        IsFoundAcrossTenants = true;
        return this;
    }

    /// <summary>Creates it through an endpoint of its own instead of a JSON POST.</summary>
    public Resource CreatedOtherwise()
    {
        IsCreatedByPost = false;
        return this;
    }

    /// <summary>Whether it has an address and an id; otherwise it is only ever what an operation answers.</summary>
    public bool HasAddress { get; private set; } = true;

    /// <summary>Makes it what an operation answers: it is kept nowhere, and has neither address nor id.</summary>
    public Resource Answered()
    {
        HasAddress = false;
        return this;
    }

    /// <summary>Lets nobody but the server write it.</summary>
    public Resource WrittenByServer()
    {
        IsWrittenByServer = true;
        IsCreatedByPost = false;
        return this;
    }

    /// <summary>Lets several become one.</summary>
    public Resource Mergeable()
    {
        IsMergeable = true;
        return this;
    }

    /// <summary>Lets deleted ones come back.</summary>
    public Resource Restorable()
    {
        IsRestorable = true;
        return this;
    }

    /// <summary>The same values in the order in which a document keeps its properties.</summary>
    public JsonObject Arrange(JsonObject values)
    {
        var document = new JsonObject { ["id"] = values["id"]!.DeepClone() };
        foreach (var field in _stored)
        {
            if (values[field.Name] is { } value)
                document[field.Name] = value.DeepClone();
        }
        return document;
    }

    /// <summary>Applies a body to a document, noting violations and references.</summary>
    /// <param name="id">The id that the document has or will have.</param>
    /// <param name="body">The body, an object.</param>
    /// <param name="current">The document as it is; null on creation.</param>
    /// <param name="reading">The circumstances.</param>
    public JsonObject Compose(Guid id, JsonElement body, JsonObject? current, Reading reading)
    {
        var document = new JsonObject { ["id"] = id.ToString() };
        Field.ComposeInto(document, _stored, body, current, "", reading);
        return document;
    }

    /// <summary>Sets the moments that tell when a document changed.</summary>
    public void StampChange(JsonObject document, DateTimeOffset now)
    {
        foreach (var field in MomentsOfChange)
            document[field.Name] = Instants.Print(now);
    }

    /// <summary>The moments that the server sets when a document changes.</summary>
    public IEnumerable<InstantField> MomentsOfChange => Fields.OfType<InstantField>().Where(static moment => moment.IsSetAtChange);

    /// <summary>Takes out of a document what is never answered.</summary>
    public void Hide(JsonObject document)
    {
        foreach (var hidden in Fields.Where(static field => field.Direction == Direction.WriteOnly))
            document.Remove(hidden.Name);
    }

    /// <summary>Whether a caller may know that this document exists.</summary>
    public bool IsVisibleTo(Caller caller, JsonObject document) =>
        Privacy is not { } privacy || document[privacy.Flag.Name]?.GetValue<bool>() != true
        || (privacy.Owner.TargetOf(document) is { } owner && owner == caller.User);
}
