using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>What a body means for the document that is there.</summary>
public enum WriteMode
{
    /// <summary>POST: a new document; what is absent takes its default.</summary>
    Create,
    /// <summary>PUT: what a client may write is replaced; what is absent takes its default.</summary>
    Replace,
    /// <summary>PATCH: what is absent stays, null removes (RFC 7396).</summary>
    Merge,
}

/// <summary>A link that a client sent; its target must exist in the caller's tenant.</summary>
public sealed record Reference(string PropertyPath, Resource Target, Guid Id);

/// <summary>A parent that a client named beside the one in the path: the same if it became part of that one.</summary>
public sealed record Placement(string PropertyPath, Resource Target, Guid Id);

/// <summary>One reading of one body: the circumstances that go in, the violations and references that come out.</summary>
/// <param name="caller">On whose behalf.</param>
/// <param name="mode">What absence means.</param>
/// <param name="now">The moment of the write.</param>
/// <param name="authority">Host and port of the request, for IRIs that are whole URLs.</param>
public sealed class Reading(Caller caller, WriteMode mode, DateTimeOffset now, string authority)
{
    private readonly List<Violation> _violations = [];
    private readonly List<Reference> _references = [];
    private readonly List<Placement> _placements = [];

    /// <summary>On whose behalf the body is read.</summary>
    public Caller Caller => caller;

    /// <summary>What absence means.</summary>
    public WriteMode Mode => mode;

    /// <summary>The moment of the write.</summary>
    public DateTimeOffset Now => now;

    /// <summary>Host and port of the request.</summary>
    public string Authority => authority;

    /// <summary>The resource that the path places this one under, where there is one.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Whether lists are added to, whatever the mode: what is in them stays, and what is there already is not added again.</summary>
    public bool Unites { get; init; }

    /// <summary>What the server knows of a new document and no body may say: values of read-only properties, by name.</summary>
    public IReadOnlyDictionary<string, JsonNode> Known { get; init; } = new Dictionary<string, JsonNode>();

    /// <summary>What is wrong with the body so far.</summary>
    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>The links that the body holds.</summary>
    public IReadOnlyList<Reference> References => _references;

    /// <summary>Parents that the body names and the path does not.</summary>
    public IReadOnlyList<Placement> Placements => _placements;

    /// <summary>Notes what is wrong with the value at a path.</summary>
    public void Refuse(string path, string message, string code) => _violations.Add(new Violation(path, message, code));

    /// <summary>Notes a link whose target is still to be looked up.</summary>
    public void Refer(string path, Resource target, Guid id) => _references.Add(new Reference(path, target, id));

    /// <summary>Notes a parent that is not the one in the path, unless it became part of that.</summary>
    public void Place(string path, Resource target, Guid id) => _placements.Add(new Placement(path, target, id));

    /// <summary>Notes that a body names another parent than the path.</summary>
    public void RefuseParent(string path) => Refuse(path, "This value should be the id in the path.", ViolationCodes.Mismatch);

    /// <summary>Notes that a list has too many elements.</summary>
    public void RefuseCount(string path, int maximum) =>
        Refuse(path, $"This collection should contain {maximum} elements or less.", ViolationCodes.TooMany);

    /// <summary>Whether a value is an array of no more than so many elements; notes what is wrong when it is not.</summary>
    public bool IsArray(JsonElement value, string path, int maximum)
    {
        if (value.ValueKind != JsonValueKind.Array)
            RefuseType(path, "array");
        else if (value.GetArrayLength() > maximum)
            RefuseCount(path, maximum);
        else
            return true;
        return false;
    }

    /// <summary>Notes that a value has the wrong JSON type.</summary>
    public void RefuseType(string path, string type) => Refuse(path, $"This value should be of type {type}.", ViolationCodes.Type);
}
